"""The programme: districts, partnerships, parks, zones and enclaves, and the catalogue that loads them."""
