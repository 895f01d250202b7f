// Words on the map that do not cover each other: the more important one stays, the other one gives way.

/** @import {Edges, Label, LatLng, Place} from "./types.d.ts" */
import {isCrossed, overlap} from "./boxes.js";
import {controlsOf} from "./fitting.js";
import {onLanguage} from "./text.js";

const GAP = 3;
// How far a name above a shape may rise, in pixels: that of a park above the names of zones on its rim, by half lines; that of
// a zone just over a line that lies there. The park's may also stand a little beside the middle, as a share of its width.
const RISES = {park: [0, 13, 26, 39, 52], zone: [0, 6]};
const ASIDE = [0, 0.25, -0.25, 0.5, -0.5];
// What crossing an outline costs; to lie below a mark costs more.
const [CROSSING, MOST_CROSSING] = [50, 350];
const BROKEN = "is-broken";

/** @typedef {{box: Edges, price: number}} Found */

/**
 * @param {Place} centre
 * @param {Place} size
 * @returns {Edges}
 */
function boxAt(centre, size) {
  return {
    left: centre.x - size.x / 2 - GAP, right: centre.x + size.x / 2 + GAP,
    top: centre.y - size.y / 2 - GAP, bottom: centre.y + size.y / 2 + GAP
  };
}

/** @param {HTMLElement} node @returns {Place} */
const sizeOf = (node) => ({x: node.offsetWidth, y: node.offsetHeight});

/**
 * As of a name that is not broken: the room of a view that is asked for anew is the same.
 * @param {HTMLElement} node
 * @returns {Place}
 */
function wholeSize(node) {
  const isBroken = node.classList.contains(BROKEN);
  node.classList.remove(BROKEN);
  const size = sizeOf(node);
  node.classList.toggle(BROKEN, isBroken);
  return size;
}

/**
 * Where a label of a size may stand around its point, the best place first.
 * @param {Place} size
 * @param {number} distance
 * @returns {[number, number][]}
 */
export function candidates(size, distance) {
  const x = size.x / 2 + distance;
  const y = size.y / 2 + distance;
  return [[x, 0], [-x, 0], [0, -y], [0, y], [x, -y], [-x, -y], [x, y], [-x, y]];
}

/**
 * A name that stays in its shape gives way to a mark by a line or two, where its shape is high enough.
 * @param {Label} item
 * @param {Place} size
 * @returns {[number, number][]}
 */
function linesBeside({high}, size) {
  const by = high ? Math.min((high() - size.y) / 2 - GAP, size.y * 2) : 0;
  return by >= size.y ? [[0, by], [0, -by]] : [];
}

/**
 * A name above its shape gives way upwards, and then by lines within the shape, as far as it reaches.
 * @param {Label} item
 * @param {Place} size
 * @returns {[number, number][]}
 */
function linesAbove({above, high}, size) {
  const off = size.y / 2 + GAP;
  const lines = high ? Math.max(Math.floor((high() - GAP) / size.y) - 1, 0) : 0;
  /** @type {[number, number][]} */
  const up = (above === "park" ? ASIDE : [0]).flatMap((share) => RISES[above || "zone"].map((rise) => [share * size.x, -off - rise]));
  return [...up, [0, off], ...Array.from({length: lines}, (_, line) => /** @type {[number, number]} */ ([0, size.y * (line + 1.5) + GAP]))];
}

/**
 * @param {Label} item
 * @param {Place} size
 * @returns {[number, number][]}
 */
function places(item, size) {
  if (item.above) {
    return linesAbove(item, size);
  }
  if (item.centred) {
    return [[0, 0], ...(item.fixed ? linesBeside(item, size) : candidates(size, 4))];
  }
  return [...candidates(size, 7), ...candidates(size, 13)];
}

/** The labels of a map: the earlier ones of the same priority first. */
export class Labels {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.pane = map.createPane("gk-labels");
    this.pane.style.zIndex = "640";
    this.pane.classList.add("leaflet-zoom-hide");
    /** @type {Label[]} */
    this.items = [];
    /** @type {LatLng[][]} */
    this.outlines = [];
    /** @type {Place[][]} */
    this.rings = [];
    /** Marks that lie above: boxes in pixels of the map's layer. @type {() => Edges[]} */
    this.obstacles = () => [];
    /** @type {Edges[]} */
    this.marks = [];
    map.on("zoomend moveend resize", this.refresh, this);
    onLanguage(() => this.refresh());
  }

  /** @param {Label} item */
  add(item) {
    item.node.classList.add("gk-label");
    this.pane.appendChild(item.node);
    this.items.push(item);
  }

  /**
   * Names above shapes keep off an outline where they can.
   * @param {LatLng[][][]} lines
   */
  avoid(lines) {
    this.outlines.push(...lines.flat());
  }

  refresh() {
    /** @type {Edges[]} */
    const taken = [];
    this.marks = [...this.obstacles(), ...this.controls()];
    this.rings = this.outlines.map((ring) => ring.map((point) => this.map.latLngToLayerPoint(point)));
    this.items.forEach((item) => item.resize && item.resize());
    this.items.slice().sort((a, b) => b.priority - a.priority).forEach((item) => this.place(item, taken));
  }

  /**
   * @param {Label} item
   * @param {Edges[]} taken
   */
  place(item, taken) {
    item.node.classList.remove(BROKEN);
    const size = sizeOf(item.node);
    if (!size.x) {
      // What is hidden takes no room from what is seen.
      return;
    }
    const isWide = item.within && size.x > item.within();
    const best = isWide ? null : this.broken(item, this.choose(item, size, taken), taken);
    item.node.style.visibility = best ? "visible" : "hidden";
    if (best) {
      L.DomUtil.setPosition(item.node, L.point(best.box.left + GAP, best.box.top + GAP).round());
      taken.push(best.box);
    }
  }

  /**
   * A name above its shape that would cross an outline is written in two lines where it then crosses fewer.
   * @param {Label} item
   * @param {Found | null} whole the best place of its one line
   * @param {Edges[]} taken
   * @returns {Found | null}
   */
  broken(item, whole, taken) {
    if (!item.above || (whole && whole.price === 0)) {
      return whole;
    }
    item.node.classList.add(BROKEN);
    const narrow = this.choose(item, sizeOf(item.node), taken);
    const isBetter = narrow && (!whole || narrow.price < whole.price);
    item.node.classList.toggle(BROKEN, Boolean(isBetter));
    return isBetter ? narrow : whole;
  }

  /**
   * @param {Label} item
   * @param {Place} size
   * @param {Edges[]} taken
   * @returns {Found | null}
   */
  choose(item, size, taken) {
    const base = this.map.latLngToLayerPoint(item.point);
    let best = null;
    for (const [dx, dy] of places(item, size)) {
      const centre = {x: base.x + dx, y: base.y + dy};
      const box = boxAt(centre, size);
      const price = this.price(box, taken, item.fixed ? 10000 : 400) + (item.above ? this.crossed(box) : 0);
      if (price < 1000 && (best === null || price < best.price)) {
        best = {box, price};
      }
    }
    return best;
  }

  /**
   * Covering a word is worse than leaving the view, and that is worse than lying below a mark or a button.
   * @param {Edges} box
   * @param {Edges[]} taken
   * @param {number} below what it costs to lie below a mark
   * @returns {number}
   */
  price(box, taken, below) {
    const marks = this.marks.some((other) => overlap(box, other)) ? below : 0;
    const covered = taken.filter((other) => overlap(box, other)).length;
    return covered * 10000 + marks + (this.isInView(box) ? 0 : 1000);
  }

  /**
   * Buttons and the like above the map, as boxes in pixels of its layer.
   * @returns {Edges[]}
   */
  controls() {
    const {x, y} = this.map.containerPointToLayerPoint([0, 0]);
    return controlsOf(this.map).map(({left, right, top, bottom}) => ({left: left + x, right: right + x, top: top + y, bottom: bottom + y}));
  }

  /**
   * The room of names above what is shown: that of a park above those of zones.
   * @returns {Place}
   */
  room() {
    const sizes = (/** @type {Label["above"]} */ kind) => this.items.filter(({above}) => above === kind).map(({node}) => wholeSize(node));
    const [parks, zones] = [sizes("park"), sizes("zone")];
    const highest = (/** @type {Place[]} */ some) => Math.max(0, ...some.map(({y}) => y + 2 * GAP));
    return {x: Math.max(0, ...parks.map(({x}) => x + 2 * GAP)), y: highest(parks) + highest(zones)};
  }

  /**
   * What it costs words to stand on outlines.
   * @param {Edges} box
   * @returns {number}
   */
  crossed({left, right, top, bottom}) {
    const words = {left: left + GAP, right: right - GAP, top: top + GAP, bottom: bottom - GAP};
    return Math.min(this.rings.filter((ring) => isCrossed(ring, words)).length * CROSSING, MOST_CROSSING);
  }

  /**
   * @param {Edges} box
   * @returns {boolean}
   */
  isInView(box) {
    const view = this.map.getSize();
    const origin = this.map.containerPointToLayerPoint([0, 0]);
    return box.left >= origin.x && box.top >= origin.y && box.right <= origin.x + view.x && box.bottom <= origin.y + view.y;
  }
}
