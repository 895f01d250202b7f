// Words on the map that do not cover each other: the more important one stays, the other one gives way.

/** @import {Edges, Label, LatLng, Place} from "./types.d.ts" */
import {onLanguage} from "./text.js";

const GAP = 3;

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

/**
 * @param {Edges} one
 * @param {Edges} other
 * @returns {boolean}
 */
export function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
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
 * A name above its shape gives way to marks and names there by lines within the shape, as far as it reaches.
 * @param {Label} item
 * @param {Place} size
 * @returns {[number, number][]}
 */
function linesBelow({high}, size) {
  const lines = high ? Math.floor(high() / size.y) - 1 : 0;
  return Array.from({length: Math.max(lines, 0)}, (_, line) => [0, size.y * (line + 1.5) + 3]);
}

/**
 * @param {Label} item
 * @param {Place} size
 * @returns {[number, number][]}
 */
function places(item, size) {
  if (item.isAbove) {
    return [[0, -size.y / 2 - 3], [0, size.y / 2 + 3], ...linesBelow(item, size)];
  }
  if (item.centred) {
    return [[0, 0], ...(item.fixed ? linesBeside(item, size) : candidates(size, 4))];
  }
  return [...candidates(size, item.distance || 7), ...candidates(size, 13)];
}

/**
 * Buttons and the like above a map, as boxes in pixels of its layer.
 * @param {L.Map} map
 * @returns {Edges[]}
 */
function controlsOf(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const origin = map.containerPointToLayerPoint([0, 0]);
  const [right, down] = [origin.x - frame.left, origin.y - frame.top];
  return Array.from(map.getContainer().querySelectorAll(".leaflet-control"), (control) => control.getBoundingClientRect())
    .filter(({width, height}) => width && height)
    .map((box) => ({left: box.left + right, right: box.right + right, top: box.top + down, bottom: box.bottom + down}));
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
    this.paths = [];
    /** @type {Place[]} */
    this.lines = [];
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
   * Words keep off a line where they can.
   * @param {LatLng[]} path
   */
  avoid(path) {
    this.paths.push(path);
  }

  refresh() {
    /** @type {Edges[]} */
    const taken = [];
    this.marks = [...this.obstacles(), ...controlsOf(this.map)];
    this.lines = this.paths.flatMap((path) => path.map((point) => this.map.latLngToLayerPoint(point)));
    this.items.forEach((item) => item.resize && item.resize());
    this.items.slice().sort((a, b) => b.priority - a.priority).forEach((item) => this.place(item, taken));
  }

  /**
   * @param {Label} item
   * @param {Edges[]} taken
   */
  place(item, taken) {
    const size = {x: item.node.offsetWidth, y: item.node.offsetHeight};
    if (!size.x) {
      // What is hidden takes no room from what is seen.
      return;
    }
    const isWide = item.within && size.x > item.within();
    const best = isWide ? null : this.choose(item, size, taken);
    item.node.style.visibility = best ? "visible" : "hidden";
    if (best) {
      L.DomUtil.setPosition(item.node, L.point(best.centre.x - size.x / 2, best.centre.y - size.y / 2).round());
      taken.push(best.box);
    }
  }

  /**
   * @param {Label} item
   * @param {Place} size
   * @param {Edges[]} taken
   * @returns {{centre: Place, box: Edges, price: number} | null}
   */
  choose(item, size, taken) {
    const base = this.map.latLngToLayerPoint(item.point);
    let best = null;
    for (const [dx, dy] of places(item, size)) {
      const centre = {x: base.x + dx, y: base.y + dy};
      const box = boxAt(centre, size);
      const price = this.price(box, taken, item.fixed ? 10000 : 400);
      if ((price < (item.isShy ? 1 : 1000) || item.always) && (best === null || price < best.price)) {
        best = {centre, box, price};
      }
    }
    return best;
  }

  /**
   * Covering a word is worse than leaving the view, and that is worse than lying below a mark or a button, or covering a line.
   * @param {Edges} box
   * @param {Edges[]} taken
   * @param {number} below what it costs to lie below a mark
   * @returns {number}
   */
  price(box, taken, below) {
    const marks = this.marks.some((other) => overlap(box, other)) ? below : 0;
    const covered = taken.filter((other) => overlap(box, other)).length;
    const crossed = this.lines.filter((at) => at.x > box.left && at.x < box.right && at.y > box.top && at.y < box.bottom).length;
    return covered * 10000 + marks + (this.isInView(box) ? 0 : 1000) + Math.min(crossed, 599);
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
