// Which findings have a number of their own on the map, and which share one: those whose numbers would cover each other.

/** @import {Edges, LiveFinding} from "../types.d.ts" */
import {overlap} from "../boxes.js";

/** @typedef {{finding: LiveFinding, x: number, y: number, isSmall: boolean}} Spot */
/** @typedef {{spots: Spot[], rings: Spot[]}} Cluster */

export const RING_PX = 11;
export const RING_LINE_PX = 2;
const CLOSE_PX = 30;
// So many numbers are named in one mark, if they are short.
const NAMED = 3;
const MOST_LETTERS = 9;
// A number stands within the corner of a large shape, and on that of one which it would hide.
const INSET_PX = 14;
const HEIGHT_PX = 26;
// Of a number what is not text: sign, borders, and a gap to the next; a number for many has a stronger border.
const [AROUND_PX, MORE_AROUND_PX] = [33, 37];
const LARGE_PX = 70;
const CELL_PX = 100;
// Where a number stands beside its ring, as in the style sheet.
const [BESIDE_PX, ABOVE_PX] = [16, 20];

/**
 * Where a finding has its number: pixels of the map.
 * @param {L.Map} map
 * @param {LiveFinding} finding
 * @param {number} zoom
 * @returns {Spot}
 */
export function spotOf(map, finding, zoom) {
  const bounds = /** @type {L.LatLngBounds} */ (finding.bounds);
  const one = map.project(bounds.getNorthWest(), zoom);
  const other = map.project(bounds.getSouthEast(), zoom);
  const [width, height] = [other.x - one.x, other.y - one.y];
  if (Math.max(width, height) < RING_PX * 2) {
    return {finding, x: (one.x + other.x) / 2, y: (one.y + other.y) / 2, isSmall: true};
  }
  const inset = Math.min(width, height) < LARGE_PX ? 0 : INSET_PX;
  return {finding, x: one.x + inset, y: one.y + inset, isSmall: false};
}

/**
 * Those that lie as close as their rings: one ring stands for all of them.
 * @param {Spot[]} spots
 * @returns {Cluster[]}
 */
function closeOnes(spots) {
  /** @type {Map<string, Cluster[]>} */
  const cells = new Map();
  /** @type {Cluster[]} */
  const found = [];
  for (const spot of spots) {
    const [column, row] = [Math.floor(spot.x / CLOSE_PX), Math.floor(spot.y / CLOSE_PX)];
    const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(column + dx + " " + (row + dy)) || []));
    const close = near.find(({spots: [first]}) => Math.hypot(first.x - spot.x, first.y - spot.y) < CLOSE_PX);
    if (close) {
      close.spots.push(spot);
    } else {
      const cluster = {spots: [spot], rings: spot.isSmall ? [spot] : []};
      const key = column + " " + row;
      found.push(cluster);
      cells.set(key, [...(cells.get(key) || []), cluster]);
    }
  }
  return found;
}

/**
 * The cells that a box lies in.
 * @param {Edges} box
 * @param {number} size
 */
function cellsOf(box, size) {
  const found = [];
  for (let column = Math.floor(box.left / size); column <= box.right / size; column += 1) {
    for (let row = Math.floor(box.top / size); row <= box.bottom / size; row += 1) {
      found.push(column + " " + row);
    }
  }
  return found;
}

/**
 * One number for those whose numbers would cover each other. A number that stands for more is wider: until all are apart.
 * @param {Spot[]} spots
 * @param {number} grown
 * @returns {Cluster[]}
 */
export function clustersOf(spots, grown) {
  let clusters = closeOnes(spots);
  for (let before = Infinity; clusters.length < before;) {
    before = clusters.length;
    clusters = joined(clusters, grown);
  }
  return clusters;
}

/**
 * @param {Cluster[]} clusters
 * @param {number} grown
 */
function joined(clusters, grown) {
  /** @type {Map<string, {cluster: Cluster, box: Edges}[]>} */
  const cells = new Map();
  return clusters.filter((cluster) => {
    const box = boxOf(cluster, grown);
    const keys = cellsOf(box, CELL_PX * grown);
    const other = keys.flatMap((key) => cells.get(key) || []).find((each) => overlap(each.box, box));
    if (other) {
      other.cluster.spots.push(...cluster.spots);
      other.cluster.rings.push(...cluster.rings);
    } else {
      keys.forEach((key) => cells.set(key, [...(cells.get(key) || []), {cluster, box}]));
    }
    return !other;
  });
}

/** @param {Cluster} cluster */
export const numbersOf = ({spots}) => spots.map(({finding}) => finding.number).sort((one, other) => one - other);

/** @param {Cluster} cluster */
export function textOf(cluster) {
  const text = cluster.spots.length > NAMED ? "" : numbersOf(cluster).join("·");
  return text && text.length <= MOST_LETTERS || cluster.spots.length === 1 ? text : "×" + cluster.spots.length;
}

/** @param {string} text */
export const isForMany = (text) => text.startsWith("×");

const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));

/** @type {Map<string, number>} */
const widths = new Map();

/**
 * How wide a number is on a desk, pixels.
 * @param {string} text
 */
function textWidth(text) {
  const known = widths.get(text);
  if (known !== undefined) {
    return known;
  }
  ruler.font = "bold 12px " + getComputedStyle(document.body).fontFamily;
  const {width} = ruler.measureText(text);
  widths.set(text, width);
  return width;
}

/**
 * What a number covers, near enough: pixels of the map.
 * @param {Cluster} cluster
 * @param {number} grown
 * @returns {Edges}
 */
export function boxOf(cluster, grown) {
  const [{x, y, isSmall}] = cluster.spots;
  const [left, top] = isSmall ? [x + BESIDE_PX * grown, y - ABOVE_PX * grown] : [x, y];
  const text = textOf(cluster);
  const half = (textWidth(text) + (isForMany(text) ? MORE_AROUND_PX : AROUND_PX)) * grown / 2;
  const high = HEIGHT_PX * grown / 2;
  return {left: left - half, right: left + half, top: top - high, bottom: top + high};
}

