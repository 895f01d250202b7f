// Shapes on their way from the page's data onto a map: bytes become flat arrays, in a world one unit wide, which a
// zoom only has to scale. How they are written: geokit/page/geometry.py.

/** @import {Box, LatLng, Packed, Shapes} from "./types.d.ts" */
import {complain} from "./text.js";

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
 * Bytes that were compressed; null, and a sentence above the page, where the browser cannot inflate them or they are broken.
 * @param {string} text
 * @returns {Promise<Uint8Array | null>}
 */
async function decompress(text) {
  if (typeof DecompressionStream === "undefined") {
    complain("old_browser");
    return null;
  }
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < bytes.length; at += 1) {
      bytes[at] = binary.charCodeAt(at);
    }
    const packed = /** @type {ReadableStream} */ (new Response(bytes).body);
    return new Uint8Array(await new Response(packed.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
  } catch {
    complain("broken_data");
    return null;
  }
}

/**
 * Data that is compressed as a whole; nothing where it cannot be read.
 * @param {string} text
 * @returns {Promise<any>}
 */
export async function unpackJson(text) {
  const bytes = await decompress(text);
  return bytes ? JSON.parse(new TextDecoder().decode(bytes)) : {};
}

/**
 * Numbers from planes of bytes: all lowest bytes come first. In floating point, since a step around half the world has
 * more than 31 bits.
 * @param {Uint8Array} bytes
 * @param {number} size
 * @returns {Float64Array}
 */
function readPlanes(bytes, size) {
  const count = bytes.length / size;
  const found = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    let value = 0;
    for (let place = (size - 1) * count + at; place >= 0; place -= count) {
      value = value * 256 + bytes[place];
    }
    // Zigzag: a number below zero is odd.
    found[at] = bytes[at] & 1 ? -(value + 1) / 2 : value / 2;
  }
  return found;
}

/**
 * West, north, east and south of each shape; west is above east where it has no points.
 * @param {Omit<Shapes, "boxes" | "isOpen">} shapes
 * @returns {Float64Array}
 */
function boxesOf({count, parts, rings, points, x, y}) {
  const found = new Float64Array(count * 4);
  for (let at = 0; at < count; at += 1) {
    const last = points[rings[parts[at + 1]]];
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let point = points[rings[parts[at]]]; point < last; point += 1) {
      const [px, py] = [x[point], y[point]];
      if (px < west) { west = px; }
      if (px > east) { east = px; }
      if (py < north) { north = py; }
      if (py > south) { south = py; }
    }
    const box = at * 4;
    found[box] = west;
    found[box + 1] = north;
    found[box + 2] = east;
    found[box + 3] = south;
  }
  return found;
}

/**
 * Where the items of each begin, and at the end how many there are.
 * @param {Float64Array} counts
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
  const bytes = await decompress(packed.data);
  const counts = {shapes: packed.shapes, parts: 0, rings: 0, points: 0};
  return bytes ? shapesFrom(readPlanes(bytes, packed.bytes), packed, packed) : shapesFrom(new Float64Array(packed.shapes), packed, counts);
}

/** @param {Shapes} shapes @param {number} at @returns {boolean} */
export const isDrawn = (shapes, at) => shapes.parts[at + 1] > shapes.parts[at];

/**
 * @param {Float64Array} numbers
 * @param {Packed} packed
 * @param {{shapes: number, parts: number, rings: number, points: number}} sizes
 * @returns {Shapes}
 */
function shapesFrom(numbers, packed, sizes) {
  let at = 0;
  /** @param {number} count */
  const next = (count) => numbers.subarray(at, at += count);
  /** @param {number} corner */
  const places = (corner) => {
    const found = next(sizes.points);
    let place = corner;
    for (let point = 0; point < found.length; point += 1) {
      place += found[point];
      found[point] = place / packed.units;
    }
    return found;
  };
  const parts = startsOf(next(sizes.shapes));
  // A line has no rings but itself: its count is below zero.
  const counts = next(sizes.parts);
  const isOpen = Uint8Array.from(counts, (count) => Number(count < 0));
  const rings = startsOf(counts);
  const points = startsOf(next(sizes.rings));
  const shapes = {count: sizes.shapes, parts, rings, points, x: places(packed.west), y: places(packed.north)};
  return Object.assign(shapes, {isOpen, boxes: boxesOf(shapes)});
}

/**
 * The rings of each part of a shape, or its line: latitudes and longitudes, as Leaflet takes them.
 * @param {Shapes} shapes
 * @param {number} at
 * @returns {LatLng[][][]}
 */
export function linesOf({parts, rings, points, x, y}, at) {
  const found = [];
  for (let part = parts[at]; part < parts[at + 1]; part += 1) {
    /** @type {LatLng[][]} */
    const lines = [];
    for (let ring = rings[part]; ring < rings[part + 1]; ring += 1) {
      const ends = {first: points[ring], count: points[ring + 1] - points[ring]};
      lines.push(Array.from({length: ends.count}, (_, step) => [latitude(y[ends.first + step]), longitude(x[ends.first + step])]));
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
export function holds({parts, rings, points, x, y}, at, px, py) {
  let isInside = false;
  const last = rings[parts[at + 1]];
  for (let ring = rings[parts[at]]; ring < last; ring += 1) {
    let before = points[ring + 1] - 1;
    for (let point = points[ring]; point < points[ring + 1]; before = point, point += 1) {
      const crosses = (y[point] > py) !== (y[before] > py);
      if (crosses && px < (x[before] - x[point]) * (py - y[point]) / (y[before] - y[point]) + x[point]) {
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
