// Rings from the runs of corners that they are stored as: geokit/page/arcs.py.

/** @import {Numbers} from "./types.d.ts" */

const WIDEST = 2147483647;

/** Writes rings, one corner after the other, from the lists of their runs. */
class Joining {
  /**
   * @param {Numbers[]} lists
   * @param {number} count how many corners there are
   * @param {number} size the largest of their places
   */
  constructor([ofRings, lengths, targets, startX, startY, stepX, stepY], count, size) {
    this.ofRings = ofRings;
    this.lengths = lengths;
    this.targets = targets;
    this.startX = startX;
    this.startY = startY;
    this.stepX = stepX;
    this.stepY = stepY;
    const Places = size < WIDEST ? Int32Array : Float64Array;
    this.x = new Places(count);
    this.y = new Places(count);
    // Of each stored run: its first corner, how many it has, and the one that it leads to.
    const stored = lengths.length - targets.length;
    this.begins = new Uint32Array(stored);
    this.sizes = new Uint32Array(stored);
    this.ends = new Uint32Array(stored);
    // How far each list is read, and how far the corners are written.
    this.run = this.stored = this.earlier = this.target = this.start = this.step = this.at = 0;
    // Where the last ring began, and where the next run does.
    this.ringX = this.ringY = this.px = this.py = 0;
  }

  /** @returns {Uint32Array} where the corners of each ring begin, and at the end how many there are */
  join() {
    const points = new Uint32Array(this.ofRings.length + 1);
    for (let ring = 0; ring < this.ofRings.length; ring += 1) {
      this.ring(this.run + this.ofRings[ring]);
      points[ring + 1] = this.at;
    }
    return points;
  }

  /** @param {number} last */
  ring(last) {
    const first = this.at;
    if (this.lengths[this.run] > 0) {
      this.px = this.ringX += this.startX[this.start];
      this.py = this.ringY += this.startY[this.start];
      this.start += 1;
    }
    for (; this.run < last; this.run += 1) {
      const isLast = this.run + 1 === last;
      if (this.lengths[this.run] === 0) {
        this.back();
      } else {
        this.forth(this.lengths[this.run], !isLast && this.lengths[this.run + 1] > 0);
        this.ends[this.stored] = isLast ? first : this.at;
        this.stored += 1;
      }
    }
  }

  /**
   * A run that is stored.
   * @param {number} length
   * @param {boolean} leadsOn whether the next one is too
   */
  forth(length, leadsOn) {
    const {x, y, stepX, stepY} = this;
    let {px, py, at, step} = this;
    this.begins[this.stored] = at;
    this.sizes[this.stored] = length;
    x[at] = px;
    y[at] = py;
    for (let corner = 1; corner < length; corner += 1) {
      at += 1;
      x[at] = px += stepX[step];
      y[at] = py += stepY[step];
      step += 1;
    }
    if (leadsOn) {
      px += stepX[step];
      py += stepY[step];
      step += 1;
    }
    [this.px, this.py, this.at, this.step] = [px, py, at + 1, step];
  }

  /** A run of an earlier ring backwards, from where it led to until after where it began. */
  back() {
    this.target += this.targets[this.earlier];
    this.earlier += 1;
    const {x, y, target} = this;
    const begin = this.begins[target];
    let at = this.at;
    x[at] = x[this.ends[target]];
    y[at] = y[this.ends[target]];
    for (let from = begin + this.sizes[target] - 1; from > begin; from -= 1) {
      at += 1;
      x[at] = x[from];
      y[at] = y[from];
    }
    this.at = at + 1;
    this.px = x[begin];
    this.py = y[begin];
  }
}

/**
 * The corners of rings, one after the other, and where those of each ring begin.
 * @param {Numbers[]} lists
 * @param {number} count
 * @param {number} size
 */
export function joinRuns(lists, count, size) {
  const joining = new Joining(lists, count, size);
  const points = joining.join();
  return {points, x: joining.x, y: joining.y};
}
