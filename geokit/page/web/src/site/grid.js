// Parcels that are smaller than a few pixels are a pattern without meaning: their sums by squares of the screen are none.

/** @import {Frame, LiveLayer, Sums} from "../types.d.ts" */
import {latitude} from "../geometry.js";
import {TAKEN_BACK} from "./figures.js";
import {colourOf} from "../symbols.js";

/** A square of the grid, pixels. */
export const CELL_PX = 24;
const SPARSE_PX = 4;
const LEAST_PX = 3;
const OPACITY = 0.75;
const SAMPLED = 500;
const WORLD_M = 40075016.686;
const M2_PER_THOUSANDTH = 2 / 3;

/**
 * How wide a usual parcel is, in units of the world.
 * @param {LiveLayer} layer
 * @returns {number}
 */
export function usualWidth({shapes: {boxes, count}}) {
  const step = Math.max(1, Math.floor(count / SAMPLED));
  const found = [];
  for (let at = 0; at < count; at += step) {
    const width = Math.sqrt((boxes[at * 4 + 2] - boxes[at * 4]) * (boxes[at * 4 + 3] - boxes[at * 4 + 1]));
    width > 0 && Number.isFinite(width) && found.push(width);
  }
  return found.sort((one, other) => one - other)[Math.floor(found.length / 2)] || 0;
}

/**
 * @param {number} width
 * @param {number} scale
 */
export const isGrid = (width, scale) => width > 0 && width * scale < SPARSE_PX;

/**
 * The square that a parcel's middle lies in; squares stay where they are on the ground when the map is moved.
 * @param {LiveLayer} layer
 * @param {number} at
 * @param {number} scale
 * @returns {[number, number]}
 */
function cellOf({shapes: {boxes}}, at, scale) {
  const x = (boxes[at * 4] + boxes[at * 4 + 2]) / 2 * scale;
  const y = (boxes[at * 4 + 1] + boxes[at * 4 + 3]) / 2 * scale;
  return [Math.floor(x / CELL_PX), Math.floor(y / CELL_PX)];
}

/**
 * Thousandths of a mu of each group in each square of the view.
 * @param {LiveLayer} layer
 * @param {Frame} frame
 */
function sumUp(layer, frame) {
  const [west, north] = [Math.floor(frame.left / CELL_PX), Math.floor(frame.top / CELL_PX)];
  const columns = Math.ceil(frame.size.x / CELL_PX) + 1;
  const rows = Math.ceil(frame.size.y / CELL_PX) + 1;
  const sums = new Float64Array(columns * rows * TAKEN_BACK);
  for (let at = 0; at < layer.shapes.count; at += 1) {
    if (layer.shown[at] && layer.groups[at] < TAKEN_BACK) {
      const [x, y] = cellOf(layer, at, frame.scale);
      const [column, row] = [x - west, y - north];
      if (column >= 0 && column < columns && row >= 0 && row < rows) {
        sums[(row * columns + column) * TAKEN_BACK + layer.groups[at]] += layer.counted[at];
      }
    }
  }
  return {sums, columns, west, north};
}

/**
 * Squares as large as the land of the parcels in them, divided by how far it has come.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {LiveLayer} layer
 */
export function paintGrid(context, frame, layer) {
  const {sums, columns, west, north} = sumUp(layer, frame);
  const side_m = CELL_PX / frame.scale * WORLD_M * Math.cos(latitude((frame.north + frame.south) / 2) * Math.PI / 180);
  const whole = side_m * side_m / M2_PER_THOUSANDTH;
  const colours = layer.data.legend.filter(({group}) => group < TAKEN_BACK)
    .map(({group, key}) => ({group, colour: colourOf(key + "-fill") || colourOf(key)}));
  context.globalAlpha = OPACITY;
  for (let cell = 0; cell * TAKEN_BACK < sums.length; cell += 1) {
    const own = sums.subarray(cell * TAKEN_BACK, (cell + 1) * TAKEN_BACK);
    const land = own.reduce((sum, each) => sum + each, 0);
    const side = Math.max(LEAST_PX, (CELL_PX - 2) * Math.sqrt(Math.min(1, land / whole)));
    let x = (west + cell % columns + 0.5) * CELL_PX - side / 2 - frame.left;
    const y = (north + Math.floor(cell / columns) + 0.5) * CELL_PX - side / 2 - frame.top;
    for (const {group, colour} of land > 0 ? colours : []) {
      context.fillStyle = colour;
      context.fillRect(x, y, side * own[group] / land, side);
      x += side * own[group] / land;
    }
  }
  context.globalAlpha = 1;
}

/**
 * The sums of the square at a place of the world, by group.
 * @param {LiveLayer} layer
 * @param {number} scale
 * @param {{x: number, y: number}} place
 * @returns {Sums[]}
 */
export function sumsAt(layer, scale, place) {
  const [column, row] = [Math.floor(place.x * scale / CELL_PX), Math.floor(place.y * scale / CELL_PX)];
  const found = Array.from({length: TAKEN_BACK + 1}, () => ({mu: 0, count: 0, uncounted: 0}));
  for (let at = 0; at < layer.shapes.count; at += 1) {
    const [x, y] = cellOf(layer, at, scale);
    if (layer.shown[at] && x === column && y === row) {
      const sums = found[layer.groups[at]];
      sums.mu += layer.counted[at];
      sums.count += 1;
      sums.uncounted += layer.isUnmeasured[at];
    }
  }
  return found;
}
