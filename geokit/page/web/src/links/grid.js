// Areas as grids of cells, which are counted quickly.

/** @import {Edges, Place} from "../types.d.ts" */
/** @import {Rings} from "./places.js" */

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
   * Where the middle line of each row crosses an outline.
   * @param {Rings} rings
   * @returns {number[][]}
   */
  crossings(rings) {
    /** @type {number[][]} */
    const found = Array.from({length: this.rows}, () => []);
    const rowOf = (/** @type {number} */ y) => Math.ceil((y - this.box.top) / this.step - 0.5);
    for (const ring of rings) {
      let other = ring[ring.length - 1];
      for (const one of ring) {
        const [high, low] = one.y < other.y ? [one, other] : [other, one];
        const last = Math.min(rowOf(low.y), this.rows);
        for (let row = Math.max(rowOf(high.y), 0); row < last; row += 1) {
          const y = this.box.top + (row + 0.5) * this.step;
          found[row].push((low.x - high.x) * (y - high.y) / (low.y - high.y) + high.x);
        }
        other = one;
      }
    }
    return found;
  }

  /**
   * Fill the cells whose middle lies in an outline.
   * @param {Rings} rings
   * @returns {this}
   */
  fill(rings) {
    const crossings = this.crossings(rings);
    crossings.forEach((across, row) => {
      across.sort((a, b) => a - b);
      for (let at = 0; at + 1 < across.length; at += 2) {
        const first = Math.max(0, Math.ceil((across[at] - this.box.left) / this.step - 0.5));
        const last = Math.min(this.columns - 1, Math.floor((across[at + 1] - this.box.left) / this.step - 0.5));
        if (last >= first) {
          this.cells.fill(1, row * this.columns + first, row * this.columns + last + 1);
        }
      }
    });
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
