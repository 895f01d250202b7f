// A name outside of both cities, with a leader into its own district.

/** @import {Edges, Place} from "../types.d.ts" */
/** @import {Ground, Placed, Try, Variant} from "./names.js" */
/** @import {Rings} from "./places.js" */
import {clip} from "../boxes.js";
import {Grid} from "./grid.js";
import {boxAround, extent, isEmpty, isInside, isOutside, isWithin, meet, middle, nearestIn, overlapOf, touch} from "./places.js";

// Prices in pixels of leader.
const CROSSING = 400;
const OVER_WORDS = 300;
const OVER_DISTRICT = 1.2;
// So much longer a leader is worth it to a name that stands on no line, however thin.
export const ACROSS_RIBBON = 120;
const ON_RIBBON = 90;
const OFF_PANEL = 120;
const ACROSS_FRAME = 30;
const SHORTEST_PX = 8;
const NEAR = 7;
const APART_PX = 4;
// So long a leader, in heights of its name, is worth it to a district that is not whole in view.
const PARTLY_SEEN = 4;
// How far from the rim of its district a leader would end, the best first.
const DEPTHS_PX = [5, 3, 1.5, 0];
const FINEST_PX = 0.8;
const CELLS_ACROSS = 24;
const MOST_ANCHORS = 24;
// So many points are tried before the deepest are kept.
const MOST_TRIED = 96;

/**
 * The ring that takes most room, so that a leader does not end on an islet.
 * @param {Rings} rings
 * @returns {Rings}
 */
function largest(rings) {
  const sizeOf = (/** @type {Place[]} */ ring) => {
    const {left, right, top, bottom} = extent([ring]);
    return (right - left) * (bottom - top);
  };
  return rings.length ? [rings.reduce((best, ring) => (sizeOf(ring) > sizeOf(best) ? ring : best))] : [];
}

/**
 * At most so many of some points, evenly.
 * @param {Place[]} points
 * @param {number} most
 * @returns {Place[]}
 */
function thinned(points, most) {
  const every = Math.ceil(points.length / most);
  return points.filter((_, at) => at % every === 0);
}

/**
 * Points of a district that a leader may end at: off its rim and off other words.
 * @param {Placed} each
 * @param {Ground} ground
 * @returns {Place[]}
 */
function anchors(each, ground) {
  const rings = largest(each.rings);
  const area = overlapOf(extent(rings), ground.view);
  if (isEmpty(area)) {
    return [];
  }
  const across = Math.max(area.right - area.left, area.bottom - area.top);
  const all = new Grid(area, Math.max(FINEST_PX, across / CELLS_ACROSS)).fill(rings).middles();
  const isFree = (/** @type {Place} */ at) => !ground.taken.some((box) => meet(box, boxAround(at, {x: 4, y: 4})));
  const free = thinned(all.filter(isFree), MOST_TRIED);
  const isDeep = (/** @type {Place} */ at, /** @type {number} */ depth) => isInside(rings, boxAround(at, {x: depth * 2, y: depth * 2}));
  for (const some of [free, all]) {
    for (const depth of DEPTHS_PX) {
      const found = some.filter((at) => isDeep(at, depth));
      if (found.length) {
        return thinned(found, MOST_ANCHORS);
      }
    }
  }
  // An islet, or a district seen from so far that it has no inside.
  return isWithin(extent(rings), ground.view) ? [middle(extent(rings))] : [];
}

/**
 * @param {Edges} box
 * @param {Place[]} points
 * @returns {[Place, Place]}
 */
function leaderTo(box, points) {
  let best = points[0];
  let least = Infinity;
  for (const at of points) {
    const dx = Math.max(box.left - at.x, at.x - box.right, 0);
    const dy = Math.max(box.top - at.y, at.y - box.bottom, 0);
    if (dx * dx + dy * dy < least) {
      least = dx * dx + dy * dy;
      best = at;
    }
  }
  return [nearestIn(best, box), best];
}

/** @param {[Place, Place]} line */
const lengthOf = ([from, to]) => Math.hypot(to.x - from.x, to.y - from.y);

/**
 * How much of a leader lies over districts that are not its own, in pixels.
 * @param {[Place, Place]} line
 * @param {Placed} each
 * @param {Ground} ground
 * @returns {number}
 */
function overForeign([from, to], each, ground) {
  const steps = Math.ceil(lengthOf([from, to]) / 4);
  const own = extent(each.rings);
  let over = 0;
  for (let step = 0; step < steps; step += 1) {
    const at = {x: from.x + (to.x - from.x) * step / steps, y: from.y + (to.y - from.y) * step / steps};
    const isOwn = at.x > own.left && at.x < own.right && at.y > own.top && at.y < own.bottom;
    over += !isOwn && ground.districts.share(boxAround(at, {x: 4, y: 4})) > 0.5 ? 4 : 0;
  }
  return over;
}

/**
 * What a name beyond the panels costs, and more where the line of one goes through it.
 * @param {Edges} box
 * @param {Ground} ground
 * @returns {number}
 */
function offPanel(box, {frames}) {
  if (!frames.length || frames.some((frame) => isWithin(box, frame))) {
    return 0;
  }
  return OFF_PANEL + (frames.some((frame) => meet(box, frame)) ? ACROSS_FRAME : 0);
}

/**
 * @param {Try} found
 * @param {Placed} each
 * @param {Ground} ground
 * @param {{leaders: [Place, Place][], words: Edges[]}} others
 * @returns {number}
 */
function price({box, leader, length}, each, ground, {leaders, words}) {
  const crossings = leaders.filter((other) => touch(leader, other)).length;
  const under = leaders.filter(([from, to]) => clip(from, to, box)).length;
  const over = words.filter((other) => clip(leader[0], leader[1], other)).length;
  const share = ground.ribbons.share(box);
  const onRibbon = share > 0 ? ACROSS_RIBBON + ON_RIBBON * share : 0;
  return length + offPanel(box, ground) + onRibbon + crossings * CROSSING + (over + under) * OVER_WORDS
    + OVER_DISTRICT * overForeign(leader, each, ground);
}

/**
 * Boxes that cover no district and nothing that stands already.
 * @param {Place} size
 * @param {Edges} near
 * @param {Ground} ground
 * @returns {Edges[]}
 */
function freeBoxes(size, near, ground) {
  const step = Math.max(5, Math.round(size.y / 4));
  const {taken} = ground;
  const area = overlapOf(near, ground.view);
  const wide = {left: 0, top: 0, right: 0, bottom: 0};
  /** @type {Edges[]} */
  const found = [];
  for (let y = Math.ceil(area.top); y + size.y <= area.bottom; y += step) {
    for (let x = Math.ceil(area.left); x + size.x <= area.right; x += step) {
      const [left, top] = [Math.round(x), Math.round(y)];
      const [right, bottom] = [left + size.x, top + size.y];
      Object.assign(wide, {left: left - APART_PX, top: top - APART_PX, right: right + APART_PX, bottom: bottom + APART_PX});
      if (!taken.some((other) => meet(wide, other)) && ground.districts.share(wide) === 0) {
        found.push({left, top, right, bottom});
      }
    }
  }
  return found;
}

/**
 * The box of an area that is free and nearest to a place.
 * @param {Place} size
 * @param {Edges} area
 * @param {Place} at
 * @param {Ground} ground
 * @returns {Edges | undefined}
 */
export function freeNear(size, area, at, ground) {
  const far = (/** @type {Edges} */ box) => Math.hypot(middle(box).x - at.x, middle(box).y - at.y);
  return freeBoxes(size, area, ground).sort((one, other) => far(one) - far(other))[0];
}

/**
 * @param {Placed} each
 * @param {Variant} variant
 * @param {Place} size
 * @param {Ground} ground
 * @param {number} [most] what the place may cost
 * @returns {boolean}
 */
export function placeOutside(each, variant, size, ground, most = Infinity) {
  const own = extent(each.rings);
  const near = boxAround(middle(own), {x: own.right - own.left, y: own.bottom - own.top}, size.y * NEAR + size.x);
  // Far off is worth it only to a district that is whole in view.
  for (const area of isWithin(own, ground.view) ? [near, ground.view] : [near]) {
    const best = cheapest(each, triesIn(each, variant, size, area, ground), ground, most);
    if (best) {
      Object.assign(each, {box: best.box, leader: best.leader, variant});
      return true;
    }
  }
  return false;
}

/**
 * Where a name could stand if it were the only one, with the shortest leader first; kept for when it looks again.
 * @param {Placed} each
 * @param {Variant} variant
 * @param {Place} size
 * @param {Edges} area
 * @param {Ground} ground
 * @returns {Try[]}
 */
function triesIn(each, variant, size, area, ground) {
  const key = variant + (area === ground.view);
  each.tries = each.tries || new Map();
  const known = each.tries.get(key);
  if (known) {
    return known;
  }
  each.anchors = each.anchors || anchors(each, ground);
  const longest = isWithin(extent(each.rings), ground.view) ? Infinity : size.y * PARTLY_SEEN;
  const points = each.anchors;
  const found = points.length === 0 ? [] : freeBoxes(size, area, ground).map((box) => {
    const leader = leaderTo(box, points);
    return {box, leader, length: lengthOf(leader)};
  }).filter(({length}) => length >= SHORTEST_PX && length < longest).sort((a, b) => a.length - b.length);
  each.tries.set(key, found);
  return found;
}

/**
 * Where the other names and their leaders stand.
 * @param {Placed} each
 * @param {Ground} ground
 */
function standing(each, ground) {
  const others = ground.placed.filter((other) => other !== each);
  const boxes = others.flatMap(({box}) => box || []);
  return {boxes, known: {leaders: others.flatMap(({leader}) => (leader ? [leader] : [])), words: [...ground.taken, ...boxes]}};
}

/**
 * What the place of a name costs among the others; nothing where it needs no leader.
 * @param {Placed} each
 * @param {Ground} ground
 * @returns {number}
 */
export function priceOf(each, ground) {
  const {box, leader} = each;
  return box && leader ? price({box, leader, length: lengthOf(leader)}, each, ground, standing(each, ground).known) : 0;
}

/**
 * @param {Placed} each
 * @param {Try[]} tries
 * @param {Ground} ground
 * @param {number} most
 * @returns {Try | null}
 */
function cheapest(each, tries, ground, most) {
  const {boxes, known} = standing(each, ground);
  const apart = boxes.map((box) => boxAround(middle(box), {x: box.right - box.left, y: box.bottom - box.top}, APART_PX));
  let [least, best] = [most, /** @type {Try | null} */ (null)];
  for (const found of tries) {
    // No box costs less than its leader is long.
    if (found.length >= least) {
      break;
    }
    if (apart.some((other) => meet(found.box, other))) {
      continue;
    }
    const cost = price(found, each, ground, known);
    if (cost < least && ground.rings.every((rings) => isOutside(rings, found.box))) {
      [least, best] = [cost, found];
    }
  }
  return best;
}
