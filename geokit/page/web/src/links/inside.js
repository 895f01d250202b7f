// Names of partners: whole inside their own district where they fit, else outside of both cities.

/** @import {Edges, Place} from "../types.d.ts" */
/** @import {Beside, Fixed, Ground, Name, Placed, Variant} from "./names.js" */
import {Grid} from "./grid.js";
import {ACROSS_RIBBON, placeOutside, priceOf} from "./outside.js";
import {boxAround, extent, isEmpty, isInside, isWithin, meet, middle, overlapOf, rounded, touch} from "./places.js";

/**
 * A name with its district's total, and alone; from the largest to the smallest.
 * @type {Variant[]}
 */
export const WITH_TOTAL = ["full", "small"];
/**
 * With its total in two lines.
 * @type {Variant[]}
 */
export const BROKEN = ["narrow"];
/** @type {Variant[]} */
export const ALONE = ["name", "least"];

/**
 * How a label may be written.
 * @param {Name | Fixed | Beside} item
 * @returns {Variant[]}
 */
export function variantsOf(item) {
  if ("hasShort" in item && item.hasShort) {
    return ["full", "name"];
  }
  const rank = "rank" in item ? item.rank : "";
  if (rank === "partner") {
    return [...WITH_TOTAL, ...BROKEN, ...ALONE];
  }
  return rank === "shy" || rank === "neighbour" ? ["name"] : ["full"];
}

const FINEST_PX = 2;
const CELLS_ACROSS = 60;
// Cells are coarse; what they let pass is tested against the outline itself.
const NEARLY_ALL = 0.85;
// What a place covered by ribbons costs, in pixels off the middle of the district.
const RIBBON_PRICE_PX = 600;
// A place that costs so much is far off, and a change of places is worth it from so much.
const DEAR_PX = 100;
const WORTH_PX = 20;

/**
 * Place names of partners: inside where they fit, with their total where that fits too; the others outside.
 * @param {Placed[]} partners
 * @param {Ground} ground
 * @param {(name: Name, variant: Variant) => Place} sizeOf
 */
export function placePartners(partners, ground, sizeOf) {
  const visible = partners.filter(({rings}) => !isEmpty(overlapOf(extent(rings), ground.view)));
  const hasTotal = (/** @type {Placed} */ {name}) => name.node.childElementCount > 1;
  // Smaller and off all lines is read better than larger on one.
  const tryInside = (/** @type {Placed} */ each, /** @type {Variant[]} */ variants, isOffLines = false) =>
    variants.some((variant) => placeInside(each, variant, sizeOf(each.name, variant), ground, isOffLines));
  const tryOutside = (/** @type {Placed} */ each, /** @type {Variant[]} */ variants, most = Infinity) =>
    variants.some((variant) => placeOutside(each, variant, sizeOf(each.name, variant), ground, most));
  const open = () => visible.filter(({box}) => !box);
  const written = (/** @type {Placed} */ each) => (hasTotal(each) ? WITH_TOTAL : ALONE);
  visible.forEach((each) => tryInside(each, written(each), true));
  open().forEach((each) => tryOutside(each, written(each), ACROSS_RIBBON) || tryInside(each, written(each)));
  // In two lines a total stands within its panel where in one it would cross the frame.
  open().forEach((each) => hasTotal(each) && (tryOutside(each, BROKEN, ACROSS_RIBBON) || tryOutside(each, WITH_TOTAL)));
  open().forEach((each) => tryInside(each, ALONE, true) || tryInside(each, ALONE) || tryOutside(each, ALONE));
  // Each looks again, now that it knows where the others stand.
  const outside = visible.filter(({leader}) => leader);
  /** @param {Placed} each */
  const again = (each) => placeOutside(each, /** @type {Variant} */ (each.variant), sizeOf(each.name, /** @type {Variant} */ (each.variant)), ground);
  outside.forEach((each) => retry([each], again, () => true));
  // Where two leaders cross, the other one chooses first.
  outside.forEach((one, at) => outside.slice(at + 1).filter((other) => isCrossing(one, other)).forEach((other) => {
    retry([one, other], again, () => !isCrossing(one, other)) || retry([other, one], again, () => !isCrossing(one, other));
  }));
  settle(outside, ground, again);
}

/**
 * A name that stands far off, because another one took the place beside its district, chooses before that one where both
 * together stand better for it.
 * @param {Placed[]} outside
 * @param {Ground} ground
 * @param {(each: Placed) => boolean} again
 */
function settle(outside, ground, again) {
  const dear = outside.filter((each) => priceOf(each, ground) > DEAR_PX);
  dear.forEach((one) => outside.filter((other) => other !== one).forEach((other) => {
    const sum = () => priceOf(one, ground) + priceOf(other, ground);
    const before = sum();
    retry([one, other], again, () => sum() < before - WORTH_PX);
  }));
}

/** @param {Placed} one @param {Placed} other @returns {boolean} */
const isCrossing = (one, other) => Boolean(one.leader && other.leader && touch(one.leader, other.leader));

/**
 * Place names anew, one after the other; as before where that does not help.
 * @param {Placed[]} names
 * @param {(each: Placed) => boolean} again
 * @param {() => boolean} isBetter
 * @returns {boolean}
 */
function retry(names, again, isBetter) {
  const before = names.map(({box, leader}) => ({box, leader}));
  names.forEach((each) => { each.box = each.leader = undefined; });
  const isDone = names.every(again) && isBetter();
  if (!isDone) {
    names.forEach((each, at) => Object.assign(each, before[at]));
  }
  return isDone;
}

/**
 * Place a name inside its own outline, near the middle of all places where it fits.
 * @param {Placed} each
 * @param {Variant} variant
 * @param {Place} size
 * @param {Ground} ground
 * @param {boolean} isOffLines whether it stands on no ribbon and on no line, or nowhere
 * @returns {boolean}
 */
export function placeInside(each, variant, size, ground, isOffLines) {
  const area = overlapOf(extent(each.rings), ground.view);
  if (area.right - area.left < size.x || area.bottom - area.top < size.y) {
    return false;
  }
  const step = Math.max(FINEST_PX, Math.max(area.right - area.left, area.bottom - area.top) / CELLS_ACROSS);
  const own = each.cells || new Grid(area, step).fill(each.rings).sum();
  each.cells = own;
  const others = [...ground.taken, ...ground.placed.flatMap(({box}) => box || [])];
  const boxes = own.middles().map((centre) => rounded(boxAround(centre, size))).filter((box) => isWithin(box, area) && own.share(box) > NEARLY_ALL);
  if (!boxes.length) {
    return false;
  }
  const centre = {x: mean(boxes.map((box) => middle(box).x)), y: mean(boxes.map((box) => middle(box).y))};
  const priced = boxes.map((box) => ({box, price: Math.hypot(middle(box).x - centre.x, middle(box).y - centre.y) + RIBBON_PRICE_PX * ground.ribbons.share(box)}));
  const isClear = (/** @type {Edges} */ box) => (!isOffLines || ground.ribbons.share(box) === 0) && isInPanel(box, each, ground);
  const found = priced.sort((a, b) => a.price - b.price)
    .find(({box}) => isClear(box) && !others.some((other) => meet(box, other)) && isInside(each.rings, box));
  if (found) {
    Object.assign(each, {box: found.box, variant});
  }
  return Boolean(found);
}

/**
 * A neighbour's land goes on beyond the panel, its name does not.
 * @param {Edges} box
 * @param {Placed} each
 * @param {Ground} ground
 * @returns {boolean}
 */
const isInPanel = (box, {name}, {frames}) => name.rank !== "neighbour" || !frames.length || frames.some((frame) => isWithin(box, frame));

/** @param {number[]} values @returns {number} */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
