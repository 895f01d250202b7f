// Shapes on their way from the page's data onto a map: numbers become flat arrays of whole places, which a zoom only has to
// scale. How they are written: geokit/page/geometry.py.

/** @import {Box, LatLng, Numbers, Packed, Shapes} from "./types.d.ts" */
import {joinRuns} from "./arcs.js";
import {unpackNumbers} from "./numbers.js";

// Web Mercator.
/** @param {number} lon @returns {number} */
export const worldX = (lon) => lon / 360 + 0.5;
/** @param {number} lat @returns {number} */
export const worldY = (lat) => 0.5 - Math.asinh(Math.tan(lat * Math.PI / 180)) / (2 * Math.PI);
/** @param {number} x @returns {number} */
export const longitude = (x) => (x - 0.5) * 360;
/** @param {number} y @returns {number} */
export const latitude = (y) => Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180 / Math.PI;

/**
 * West, north, east and south of each shape, in the world; west is above east where it has no points.
 * @param {Omit<Shapes, "boxes">} shapes
 * @returns {Float64Array}
 */
function boxesOf({count, from, to, rings, points, x, y, units, west: left, north: top}) {
  const found = new Float64Array(count * 4);
  for (let at = 0; at < count; at += 1) {
    const last = points[rings[to[at]]];
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let point = points[rings[from[at]]]; point < last; point += 1) {
      const [px, py] = [x[point], y[point]];
      if (px < west) { west = px; }
      if (px > east) { east = px; }
      if (py < north) { north = py; }
      if (py > south) { south = py; }
    }
    const box = at * 4;
    found[box] = (left + west) / units;
    found[box + 1] = (top + north) / units;
    found[box + 2] = (left + east) / units;
    found[box + 3] = (top + south) / units;
  }
  return found;
}

/**
 * Where the items of each begin, and at the end how many there are.
 * @param {Numbers} counts
 * @returns {Uint32Array}
 */
function startsOf(counts) {
  const found = new Uint32Array(counts.length + 1);
  for (let at = 0; at < counts.length; at += 1) {
    found[at + 1] = found[at] + Math.abs(counts[at]);
  }
  return found;
}

/**
 * Shapes; without parts where they cannot be read, so that the rest of the page stands.
 * @param {Packed} packed
 * @returns {Promise<Shapes>}
 */
export async function unpackShapes(packed) {
  const none = new Int8Array();
  const lists = await unpackNumbers(packed);
  return lists ? shapesFrom(lists, packed) : shapesFrom([none, new Int8Array(packed.shapes), ...Array(8).fill(none)], {...packed, points: 0});
}

/** @param {Shapes} shapes @param {number} at @returns {boolean} */
export const isDrawn = (shapes, at) => shapes.to[at] > shapes.from[at];

/**
 * The parts of each shape, in whatever order the shapes were packed.
 * @param {Numbers} steps
 * @param {Numbers} counts
 */
function partsOf(steps, counts) {
  const starts = startsOf(counts);
  if (!steps.length) {
    return {from: starts.subarray(0, counts.length), to: starts.subarray(1)};
  }
  const [from, to] = [new Uint32Array(counts.length), new Uint32Array(counts.length)];
  let shape = 0;
  for (let at = 0; at < counts.length; at += 1) {
    shape += steps[at];
    from[shape] = starts[at];
    to[shape] = starts[at + 1];
  }
  return {from, to};
}

/**
 * @param {Numbers[]} lists
 * @param {Packed} packed
 * @returns {Shapes}
 */
function shapesFrom([order, ofShapes, ofParts, ...runs], {shapes: count, points, units, west, north, size}) {
  // A line has no rings but itself: its count is below zero.
  const isOpen = Uint8Array.from(ofParts, (each) => Number(each < 0));
  const shapes = {count, ...partsOf(order, ofShapes), rings: startsOf(ofParts), isOpen, units, west, north, ...joinRuns(runs, points, size)};
  return {...shapes, boxes: boxesOf(shapes)};
}

/**
 * The world's place of a point of shapes.
 * @param {Shapes} shapes
 * @param {number} point
 * @returns {[number, number]}
 */
export const placeOf = ({x, y, units, west, north}, point) => [(west + x[point]) / units, (north + y[point]) / units];

/**
 * A place of the world in the whole numbers of shapes.
 * @param {Shapes} shapes
 * @param {number} px
 * @param {number} py
 * @returns {[number, number]}
 */
export const within = ({units, west, north}, px, py) => [px * units - west, py * units - north];

/**
 * The rings of each part of a shape, or its line: latitudes and longitudes, as Leaflet takes them.
 * @param {Shapes} shapes
 * @param {number} at
 * @returns {LatLng[][][]}
 */
export function linesOf(shapes, at) {
  const {from, to, rings, points} = shapes;
  const found = [];
  for (let part = from[at]; part < to[at]; part += 1) {
    /** @type {LatLng[][]} */
    const lines = [];
    for (let ring = rings[part]; ring < rings[part + 1]; ring += 1) {
      const first = points[ring];
      lines.push(Array.from({length: points[ring + 1] - first}, (_, step) => {
        const [x, y] = placeOf(shapes, first + step);
        return [latitude(y), longitude(x)];
      }));
    }
    found.push(lines);
  }
  return found;
}

/**
 * Whether a place lies in a shape: even-odd over all rings, so that a hole is outside.
 * @param {Shapes} shapes
 * @param {number} at
 * @param {number} px
 * @param {number} py
 * @returns {boolean}
 */
export function holds(shapes, at, px, py) {
  const {from, to, rings, points, x, y} = shapes;
  const [east, south] = within(shapes, px, py);
  let isInside = false;
  const last = rings[to[at]];
  for (let ring = rings[from[at]]; ring < last; ring += 1) {
    let before = points[ring + 1] - 1;
    for (let point = points[ring]; point < points[ring + 1]; before = point, point += 1) {
      const crosses = (y[point] > south) !== (y[before] > south);
      if (crosses && east < (x[before] - x[point]) * (south - y[point]) / (y[before] - y[point]) + x[point]) {
        isInside = !isInside;
      }
    }
  }
  return isInside;
}

/**
 * @param {Shapes} shapes
 * @param {number} at
 * @returns {Box}
 */
export const boxOf = ({boxes}, at) => [boxes[at * 4], boxes[at * 4 + 1], boxes[at * 4 + 2], boxes[at * 4 + 3]];

/**
 * The box around all boxes of four numbers each.
 * @param {ArrayLike<number>[]} layers
 * @returns {Box}
 */
export function boxAround(layers) {
  /** @type {Box} */
  const all = [Infinity, Infinity, -Infinity, -Infinity];
  layers.forEach((boxes) => {
    for (let at = 0; at < boxes.length; at += 4) {
      all[0] = Math.min(all[0], boxes[at]);
      all[1] = Math.min(all[1], boxes[at + 1]);
      all[2] = Math.max(all[2], boxes[at + 2]);
      all[3] = Math.max(all[3], boxes[at + 3]);
    }
  });
  return all;
}

/**
 * Invalid bounds where there is no point.
 * @param {Box} box
 * @returns {L.LatLngBounds}
 */
export function boundsOf(box) {
  const [west, north, east, south] = box;
  return west > east ? L.latLngBounds([]) : L.latLngBounds([latitude(south), longitude(west)], [latitude(north), longitude(east)]);
}
