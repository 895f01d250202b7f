"""What a park's outline rests on, what its zones are and how far they have come, in both languages."""

from __future__ import annotations

from geokit.programme.model import Basis, ZoneKind, ZoneStatus
from geokit.words import Words

BASIS_WORDS = {
    Basis.SURVEYED: Words(zh="实测", en="surveyed"),
    Basis.DEMARCATED: Words(zh="勘测定界", en="demarcated"),
    Basis.APPROVED: Words(zh="批准红线", en="approved"),
    Basis.REGISTERED: Words(zh="登记", en="registered"),
    Basis.PLANNED: Words(zh="规划", en="planned"),
    Basis.DIGITISED: Words(zh="矢量化", en="digitised"),
    Basis.SCHEMATIC: Words(zh="示意", en="schematic"),
}
ZONE_STATUS_WORDS = {
    ZoneStatus.PLANNED: Words(zh="规划", en="planned"),
    ZoneStatus.ACQUIRING: Words(zh="土地收储中", en="land being acquired"),
    ZoneStatus.UNDER_CONSTRUCTION: Words(zh="在建", en="under construction"),
    ZoneStatus.BUILT: Words(zh="已建成", en="built"),
}
ZONE_KIND_WORDS = {
    ZoneKind.START_ZONE: Words(zh="启动区", en="start zone"),
    ZoneKind.COMPONENT: Words(zh="片区", en="component"),
    ZoneKind.PHASE: Words(zh="分期", en="phase"),
}
