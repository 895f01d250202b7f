import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geokit.errors import InputError
from geokit.parcels.normalize import normalize
from geokit.parcels.table import parcel_frame

BOX = shapely.box(467_000, 2_583_000, 467_100, 2_583_100)


def test_a_foreign_table_gets_canonical_columns():
    frame = normalize(gpd.GeoDataFrame({"DKBH": ["1"], "bz": ["x"]}, geometry=[BOX], crs=4548))
    assert (frame.loc[0, "id"], frame.loc[0, "bz"], frame.loc[0, "phase"]) == ("1", "x", None)
    assert frame.crs.to_epsg() == 4548


def test_a_parcel_table_stays_what_it_is_even_after_parquet(tmp_path):
    frame = parcel_frame({"id": ["1", None]}, [BOX, BOX], crs=4548, extra={"bz": [1, 2]})
    frame.attrs["geokit"] = {"format": "txt"}
    frame.to_parquet(tmp_path / "x.parquet")
    again = normalize(gpd.read_parquet(tmp_path / "x.parquet"))
    pd.testing.assert_frame_equal(again, frame)
    assert again.attrs == frame.attrs


def test_no_table():
    with pytest.raises(InputError, match="DataFrame"):
        normalize(pd.DataFrame({"a": [1]}))
    with pytest.raises(InputError, match="no geometry"):
        normalize(gpd.GeoDataFrame({"a": [1]}))


def test_half_a_character_is_replaced_in_every_column_that_is_understood():
    halves = pd.Series(["a\ud800"], dtype=object)
    frame = normalize(
        gpd.GeoDataFrame({"id": halves, "phase": halves, "面积": halves}, geometry=[BOX], crs=4548)
    )
    assert (frame.loc[0, "id"], frame.loc[0, "phase"]) == ("a\ufffd", "a\ufffd")
