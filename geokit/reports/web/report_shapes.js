// Shapes of the page as flat arrays, in a world one unit wide: what a zoom only has to scale.
(function () {
  "use strict";
  const UNITS_PER_DEGREE = 1e7;

  // Where the items of each begin, and at the end how many there are.
  function starts(counts) {
    const found = new Uint32Array(counts.length + 1);
    counts.forEach((count, at) => (found[at + 1] = found[at] + count));
    return found;
  }

  // West, north, east and south of each shape; west is above east where it has no points.
  function boxes(shapes) {
    const {count, rings, points, x, y} = shapes;
    const found = new Float64Array(count * 4);
    for (let at = 0; at < count; at += 1) {
      let west = Infinity;
      let north = Infinity;
      let east = -Infinity;
      let south = -Infinity;
      for (let point = points[rings[at]]; point < points[rings[at + 1]]; point += 1) {
        west = Math.min(west, x[point]);
        east = Math.max(east, x[point]);
        north = Math.min(north, y[point]);
        south = Math.max(south, y[point]);
      }
      found.set([west, north, east, south], at * 4);
    }
    return found;
  }

  // The steps go from point to point, through all rings of all shapes, in whole units east and north of the origin.
  geokit.unpackOutlines = function (packed, origin) {
    const count = packed.steps.length / 2;
    const shapes = {
      count: packed.rings.length, rings: starts(packed.rings), points: starts(packed.points),
      x: new Float64Array(count), y: new Float64Array(count)
    };
    let east = 0;
    let north = 0;
    for (let point = 0; point < count; point += 1) {
      east += packed.steps[2 * point];
      north += packed.steps[2 * point + 1];
      shapes.x[point] = geokit.worldX(origin[1] + east / UNITS_PER_DEGREE);
      shapes.y[point] = geokit.worldY(origin[0] + north / UNITS_PER_DEGREE);
    }
    shapes.boxes = boxes(shapes);
    return shapes;
  };

  geokit.unpackPlace = (steps, origin) => [origin[0] + steps[1] / UNITS_PER_DEGREE, origin[1] + steps[0] / UNITS_PER_DEGREE];

  // A box around both.
  geokit.joinBoxes = function (one, other) {
    return [Math.min(one[0], other[0]), Math.min(one[1], other[1]), Math.max(one[2], other[2]), Math.max(one[3], other[3])];
  };

  geokit.boundsOfBox = function (box) {
    return L.latLngBounds([geokit.latitude(box[3]), geokit.longitude(box[0])], [geokit.latitude(box[1]), geokit.longitude(box[2])]);
  };
})();
