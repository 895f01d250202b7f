// Where words may stand, in pixels: areas as grids of cells that sum quickly, and exact tests of boxes against outlines.

/** @import {Edges, Place} from "../types.d.ts" */

/** @typedef {Place[][]} Rings */

/**
 * @param {Place} centre
 * @param {Place} size
 * @param {number} [gap]
 * @returns {Edges}
 */
export function boxAround(centre, size, gap = 0) {
  const [x, y] = [size.x / 2 + gap, size.y / 2 + gap];
  return {left: centre.x - x, right: centre.x + x, top: centre.y - y, bottom: centre.y + y};
}

/**
 * @param {Edges} one
 * @param {Edges} other
 * @returns {Edges}
 */
export function overlapOf(one, other) {
  return {
    left: Math.max(one.left, other.left), right: Math.min(one.right, other.right),
    top: Math.max(one.top, other.top), bottom: Math.min(one.bottom, other.bottom)
  };
}

/**
 * A box whose corner is a whole pixel.
 * @param {Edges} box
 * @returns {Edges}
 */
export function rounded(box) {
  const [left, top] = [Math.round(box.left), Math.round(box.top)];
  return {left, top, right: left + box.right - box.left, bottom: top + box.bottom - box.top};
}

/** @param {Edges} box @returns {boolean} */
export const isEmpty = (box) => box.left >= box.right || box.top >= box.bottom;

/** @param {Edges} one @param {Edges} other @returns {boolean} */
export const meet = (one, other) => !isEmpty(overlapOf(one, other));

/** @param {Edges} one @param {Edges} other @returns {boolean} */
export const isWithin = (one, other) =>
  one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;

/** @param {Place} at @param {Edges} box @returns {Place} */
export const nearestIn = (at, box) => (
  {x: Math.min(Math.max(at.x, box.left), box.right), y: Math.min(Math.max(at.y, box.top), box.bottom)}
);

/** @param {Rings} rings @returns {Edges} */
export function extent(rings) {
  const box = {left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity};
  rings.forEach((ring) => ring.forEach((at) => {
    box.left = Math.min(box.left, at.x);
    box.right = Math.max(box.right, at.x);
    box.top = Math.min(box.top, at.y);
    box.bottom = Math.max(box.bottom, at.y);
  }));
  return box;
}

/**
 * The part of a segment that lies in a box, as shares of its length (Liang and Barsky); null where none does.
 * @param {Place} from
 * @param {Place} to
 * @param {Edges} box
 * @returns {[number, number] | null}
 */
export function clip(from, to, box) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  let [first, last] = [0, 1];
  for (const [way, room] of [[-dx, from.x - box.left], [dx, box.right - from.x], [-dy, from.y - box.top], [dy, box.bottom - from.y]]) {
    if (way === 0 && room < 0) {
      return null;
    }
    if (way < 0) {
      first = Math.max(first, room / way);
    } else if (way > 0) {
      last = Math.min(last, room / way);
    }
  }
  return first < last ? [first, last] : null;
}

/**
 * @param {Rings} rings
 * @param {Place} at
 * @returns {boolean}
 */
export function holds(rings, at) {
  let isInside = false;
  rings.forEach((ring) => ring.forEach((one, index) => {
    const other = ring[(index + 1) % ring.length];
    if ((one.y > at.y) !== (other.y > at.y) && at.x < (other.x - one.x) * (at.y - one.y) / (other.y - one.y) + one.x) {
      isInside = !isInside;
    }
  }));
  return isInside;
}

/**
 * @param {Rings} rings
 * @param {Edges} box
 * @returns {boolean}
 */
function isCrossed(rings, box) {
  return rings.some((ring) => ring.some((one, index) => clip(one, ring[(index + 1) % ring.length], box) !== null));
}

/** @param {Edges} box @returns {Place} */
export const middle = (box) => ({x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2});

// Leaflet draws outlines up to half a pixel beside where it places words.
const TOLERANCE_PX = 1.5;

/** @param {Edges} box @returns {Edges} */
const grown = (box) => boxAround(middle(box), {x: box.right - box.left, y: box.bottom - box.top}, TOLERANCE_PX);

/** @param {Rings} rings @param {Edges} box @returns {boolean} */
export const isInside = (rings, box) => holds(rings, middle(box)) && !isCrossed(rings, grown(box));

/** @param {Rings} rings @param {Edges} box @returns {boolean} */
export const isOutside = (rings, box) => !holds(rings, middle(box)) && !isCrossed(rings, grown(box));

/**
 * Whether two segments cross.
 * @param {[Place, Place]} one
 * @param {[Place, Place]} other
 * @returns {boolean}
 */
function cross([a, b], [c, d]) {
  /** @param {Place} p @param {Place} q @param {Place} r */
  const side = (p, q, r) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}

const NEARLY_PX = 6;

/**
 * Whether two leaders cross, or all but do: each goes on a little beyond its end.
 * @param {[Place, Place]} one
 * @param {[Place, Place]} other
 * @returns {boolean}
 */
export function touch(one, other) {
  /** @param {[Place, Place]} line @returns {[Place, Place]} */
  const longer = ([from, to]) => {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    return [from, {x: to.x + (to.x - from.x) * NEARLY_PX / length, y: to.y + (to.y - from.y) * NEARLY_PX / length}];
  };
  return cross(longer(one), longer(other));
}

/** Cells over a box, each full or empty; the cells of any rectangle are counted at once. */
export class Grid {
  /**
   * @param {Edges} box
   * @param {number} step
   */
  constructor(box, step) {
    this.box = box;
    this.step = step;
    this.columns = Math.max(1, Math.ceil((box.right - box.left) / step));
    this.rows = Math.max(1, Math.ceil((box.bottom - box.top) / step));
    this.cells = new Uint8Array(this.columns * this.rows);
    this.sums = new Uint32Array(0);
  }

  /**
   * Fill the cells whose middle lies in an outline.
   * @param {Rings} rings
   * @returns {this}
   */
  fill(rings) {
    for (let row = 0; row < this.rows; row += 1) {
      const y = this.box.top + (row + 0.5) * this.step;
      const crossings = rings.flatMap((ring) => ring.flatMap((one, at) => {
        const other = ring[(at + 1) % ring.length];
        return (one.y > y) !== (other.y > y) ? [(other.x - one.x) * (y - one.y) / (other.y - one.y) + one.x] : [];
      })).sort((a, b) => a - b);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        const first = Math.max(0, Math.ceil((crossings[at] - this.box.left) / this.step - 0.5));
        const last = Math.min(this.columns - 1, Math.floor((crossings[at + 1] - this.box.left) / this.step - 0.5));
        if (last >= first) {
          this.cells.fill(1, row * this.columns + first, row * this.columns + last + 1);
        }
      }
    }
    return this;
  }

  /**
   * Fill the cells that a line runs through.
   * @param {Place[]} points
   */
  trace(points) {
    points.slice(1).forEach((to, at) => {
      const from = points[at];
      const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / this.step);
      for (let step = 0; step < steps; step += 1) {
        const column = Math.floor((from.x + (to.x - from.x) * step / steps - this.box.left) / this.step);
        const row = Math.floor((from.y + (to.y - from.y) * step / steps - this.box.top) / this.step);
        if (column >= 0 && column < this.columns && row >= 0 && row < this.rows) {
          this.cells[row * this.columns + column] = 1;
        }
      }
    });
  }

  /**
   * Sum up, so that rectangles can be counted.
   * @returns {this}
   */
  sum() {
    const width = this.columns + 1;
    this.sums = new Uint32Array(width * (this.rows + 1));
    for (let row = 0; row < this.rows; row += 1) {
      let along = 0;
      for (let column = 0; column < this.columns; column += 1) {
        along += this.cells[row * this.columns + column];
        this.sums[(row + 1) * width + column + 1] = this.sums[row * width + column + 1] + along;
      }
    }
    return this;
  }

  /**
   * The share of the cells under a box that are full, those that it only touches too; what is beyond the grid is empty.
   * @param {Edges} box
   * @returns {number}
   */
  share(box) {
    const width = this.columns + 1;
    const first = (/** @type {number} */ at, /** @type {number} */ from) => Math.floor((at - from) / this.step);
    const last = (/** @type {number} */ at, /** @type {number} */ from) => Math.ceil((at - from) / this.step);
    const inside = (/** @type {number} */ cell, /** @type {number} */ most) => Math.min(Math.max(cell, 0), most);
    const [left, right, top, bottom] = [
      first(box.left, this.box.left), last(box.right, this.box.left), first(box.top, this.box.top), last(box.bottom, this.box.top)
    ];
    const [west, east, north, south] = [inside(left, this.columns), inside(right, this.columns), inside(top, this.rows), inside(bottom, this.rows)];
    const full = this.sums[south * width + east] - this.sums[north * width + east] - this.sums[south * width + west] + this.sums[north * width + west];
    return full / ((right - left) * (bottom - top));
  }

  /**
   * The middles of cells that are full.
   * @returns {Place[]}
   */
  middles() {
    /** @type {Place[]} */
    const found = [];
    this.cells.forEach((cell, at) => cell && found.push({
      x: this.box.left + (at % this.columns + 0.5) * this.step,
      y: this.box.top + (Math.floor(at / this.columns) + 0.5) * this.step
    }));
    return found;
  }
}
