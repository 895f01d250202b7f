// Parcels that are smaller than a few pixels, or too many for the screen, are a pattern without meaning: their sums by squares
// are none.

/** @import {Frame, LiveLayer, SitePage, Sums} from "../types.d.ts" */
import {latitude} from "../geometry.js";
import {TAKEN_BACK} from "./figures.js";
import {colourOf} from "../symbols.js";

/** A square of the grid, pixels. */
const CELL_PX = 24;
const SPARSE_PX = 4;
// More outlines than these at once take longer than a step of the map may.
const MOST_SEEN = 20000;
const LEAST_PX = 3;
const OPACITY = 0.75;
const SAMPLED = 500;
const WORLD_M = 40075016.686;
const M2_PER_THOUSANDTH = 2 / 3;

/** @typedef {{of: ArrayLike<number> | null, left: number, colours: {kind: number, key: string}[]}} Kinds */

/**
 * How wide a usual parcel is, in units of the world.
 * @param {LiveLayer} layer
 * @returns {number}
 */
function usualWidth({shapes: {boxes, count}}) {
  const step = Math.max(1, Math.floor(count / SAMPLED));
  const found = [];
  for (let at = 0; at < count; at += step) {
    const width = Math.sqrt((boxes[at * 4 + 2] - boxes[at * 4]) * (boxes[at * 4 + 3] - boxes[at * 4 + 1]));
    width > 0 && Number.isFinite(width) && found.push(width);
  }
  return found.sort((one, other) => one - other)[Math.floor(found.length / 2)] || 0;
}

/**
 * By what the land in a square is told apart: each parcel's number, that of parcels which are left out, and the colours.
 * @param {SitePage} page
 * @param {LiveLayer} layer
 * @returns {Kinds}
 */
function kindsOf(page, {data, groups}) {
  if (page.is_plain) {
    return {of: null, left: -1, colours: [{kind: 0, key: "parcel"}]};
  }
  if (data.is_by_phase && data.bars.length) {
    return {of: data.phases, left: -1, colours: data.bars.map(({phase, key}) => ({kind: phase, key: key || "parcel"}))};
  }
  return {of: groups, left: TAKEN_BACK, colours: data.legend.map(({group, key}) => ({kind: group, key})).filter(({kind}) => kind !== TAKEN_BACK)};
}

/** The sums of a layer's parcels by squares of the screen, which stay where they are on the ground when the map is moved. */
export class Grid {
  /**
   * @param {SitePage} page
   * @param {LiveLayer} layer
   */
  constructor(page, layer) {
    this.page = page;
    this.layer = layer;
    this.width = usualWidth(layer);
    // Small parcels of one colour are no pattern that would be misread.
    this.sparsePx = page.is_plain || layer.data.is_by_phase ? 0 : SPARSE_PX;
  }

  /**
   * Whether it takes the place of parcels.
   * @param {number} scale
   * @param {L.Point} size
   */
  stands(scale, size) {
    const {layer: {data, shapes}, width, sparsePx} = this;
    const px = width * scale;
    return data.cell !== undefined || width > 0 && (px < sparsePx || Math.min(shapes.count, size.x * size.y / (px * px)) > MOST_SEEN);
  }

  /**
   * How wide a square is, pixels; of sums that the page came with, one or more of theirs.
   * @param {number} scale
   */
  side(scale) {
    const own = (this.layer.data.cell || 0) * scale;
    return own ? own * Math.ceil(CELL_PX / own) : CELL_PX;
  }

  /**
   * The square that a parcel's middle lies in.
   * @param {number} at
   * @param {number} perSide widths of the world
   * @returns {[number, number]}
   */
  cellOf(at, perSide) {
    const {boxes} = this.layer.shapes;
    return [Math.floor((boxes[at * 4] + boxes[at * 4 + 2]) / 2 * perSide), Math.floor((boxes[at * 4 + 1] + boxes[at * 4 + 3]) / 2 * perSide)];
  }

  /**
   * Thousandths of a mu of each kind in each square of the view.
   * @param {Frame} frame
   * @param {Kinds} kinds
   */
  sumUp(frame, {of, left, colours}) {
    const {layer: {shapes, shown, counted}} = this;
    const side = this.side(frame.scale);
    const [west, north] = [Math.floor(frame.left / side), Math.floor(frame.top / side)];
    const columns = Math.ceil(frame.size.x / side) + 1;
    const rows = Math.ceil(frame.size.y / side) + 1;
    const each = colours.reduce((most, {kind}) => Math.max(most, kind), 0) + 1;
    const sums = new Float64Array(columns * rows * each);
    for (let at = 0; at < shapes.count; at += 1) {
      const kind = of ? of[at] : 0;
      if (shown[at] && kind !== left) {
        const [x, y] = this.cellOf(at, frame.scale / side);
        const [column, row] = [x - west, y - north];
        if (column >= 0 && column < columns && row >= 0 && row < rows) {
          sums[(row * columns + column) * each + kind] += counted[at];
        }
      }
    }
    return {sums, each, columns, west, north, side};
  }

  /**
   * Squares as large as the land of the parcels in them, divided by how far it has come.
   * @param {CanvasRenderingContext2D} context
   * @param {Frame} frame
   */
  paint(context, frame) {
    const kinds = kindsOf(this.page, this.layer);
    const {sums, each, columns, west, north, side} = this.sumUp(frame, kinds);
    const side_m = side / frame.scale * WORLD_M * Math.cos(latitude((frame.north + frame.south) / 2) * Math.PI / 180);
    const whole = side_m * side_m / M2_PER_THOUSANDTH;
    const colours = kinds.colours.map(({kind, key}) => ({kind, colour: colourOf(key + "-fill") || colourOf(key)}));
    context.globalAlpha = OPACITY;
    for (let cell = 0; cell * each < sums.length; cell += 1) {
      const own = sums.subarray(cell * each, (cell + 1) * each);
      const land = own.reduce((sum, one) => sum + one, 0);
      const length = Math.max(LEAST_PX, (side - 2) * Math.sqrt(Math.min(1, land / whole)));
      let x = (west + cell % columns + 0.5) * side - length / 2 - frame.left;
      const y = (north + Math.floor(cell / columns) + 0.5) * side - length / 2 - frame.top;
      for (const {kind, colour} of land > 0 ? colours : []) {
        context.fillStyle = colour;
        context.fillRect(x, y, length * own[kind] / land, length);
        x += length * own[kind] / land;
      }
    }
    context.globalAlpha = 1;
  }

  /**
   * The sums of the square at a place of the world, by group.
   * @param {number} scale
   * @param {{x: number, y: number}} place
   * @returns {Sums[]}
   */
  sumsAt(scale, place) {
    const {shapes, shown, groups, counted, counts, uncounted} = this.layer;
    const perSide = scale / this.side(scale);
    const [column, row] = [Math.floor(place.x * perSide), Math.floor(place.y * perSide)];
    const found = Array.from({length: TAKEN_BACK + 1}, () => ({mu: 0, count: 0, uncounted: 0}));
    for (let at = 0; at < shapes.count; at += 1) {
      const [x, y] = this.cellOf(at, perSide);
      if (shown[at] && x === column && y === row) {
        const sums = found[groups[at]];
        sums.mu += counted[at];
        sums.count += counts[at];
        sums.uncounted += uncounted[at];
      }
    }
    return found;
  }
}
