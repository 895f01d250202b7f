"""Tables of land classes (地类面积表): what of each parcel is which class, balanced to the parcel's own area."""
