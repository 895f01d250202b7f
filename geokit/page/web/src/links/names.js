// Words on the link map. The name of a partner always stands: whole inside its own district, or outside of both cities
// with a leader into it. Other names stand where there is room, or not at all.

/** @import {Edges, LatLng, Place} from "../types.d.ts" */
/** @import {Rings} from "./places.js" */
import {svgElement, onLanguage} from "../text.js";
import {Grid} from "./grid.js";
import {panels} from "./layout.js";
import {ALONE, BROKEN, WITH_TOTAL, placeInside, placePartners, variantsOf} from "./inside.js";
import {besideCity, besideSign, pushed, triesOf} from "./beside.js";
import {boxAround, isWithin, meet, middle, nearestIn} from "./places.js";

const VIEW_MARGIN_PX = 4;
const CELL_PX = 4;

/** @typedef {"full" | "small" | "narrow" | "name" | "least"} Variant */
/** @typedef {Record<string, Place>} Sizes */
/** @typedef {{node: HTMLElement, places: () => LatLng[][][], id?: string, rank: "partner" | "shy" | "neighbour"}} Name */
/** @typedef {{node: HTMLElement, places: () => LatLng[], rank: "city" | "mark" | "sign" | "gap", hasShort?: boolean, city?: string, resize?: () => void}} Fixed */
/** @typedef {{node: HTMLElement, place: () => LatLng, isShown: () => boolean, room: () => number}} Beside */
/** @typedef {{name: Name, rings: Rings, box?: Edges, leader?: [Place, Place], variant?: Variant, cells?: Grid, anchors?: Place[], tries?: Map<string, Try[]>}} Placed */
/** @typedef {{box: Edges, leader: [Place, Place], length: number}} Try */

/** @typedef {{box: Edges, variant: Variant, isMirrored?: boolean}} Found */

/**
 * What a search for a place has to keep off.
 * @typedef {{view: Edges, taken: Edges[], districts: Grid, rings: Rings[], ribbons: Grid, placed: Placed[], frames: Edges[], ties: [Place, Place][]}} Ground
 */

const FIXED_ORDER = ["sign", "mark", "city", "gap"];

export class Names {
  /** @param {L.Map} map */
  constructor(map) {
    this.map = map;
    this.pane = map.createPane("gk-labels");
    this.pane.style.zIndex = "640";
    this.pane.classList.add("leaflet-zoom-hide");
    this.leaders = svgElement("svg", {class: "gk-leaders", width: 1, height: 1, "aria-hidden": "true"});
    this.pane.appendChild(this.leaders);
    /** @type {Name[]} */
    this.names = [];
    /** @type {Fixed[]} */
    this.fixed = [];
    /** @type {Beside[]} */
    this.besides = [];
    /** @type {{outline: () => LatLng[], isLine: boolean}[]} */
    this.ribbons = [];
    /** @type {Map<HTMLElement, Sizes>} */
    this.sizes = new Map();
    this.isWhole = false;
    this.isReady = false;
    map.on("zoomend moveend", this.refresh, this);
    map.on("resize", this.measureAgain, this);
    map.on("zoomstart", () => this.pane.classList.add("is-flying"));
    onLanguage(() => {
      this.isReady = this.isWhole;
      this.measureAgain();
    });
  }

  /** @param {Name} name */
  addName(name) {
    this.hang(name.node);
    this.names.push(name);
  }

  /** @param {Fixed} item */
  addFixed(item) {
    this.hang(item.node);
    this.fixed.push(item);
    this.fixed.sort((a, b) => FIXED_ORDER.indexOf(a.rank) - FIXED_ORDER.indexOf(b.rank));
  }

  /** @param {Beside} item */
  addBeside(item) {
    this.hang(item.node);
    this.besides.push(item);
  }

  /**
   * Words keep off a ribbon, or off a thin line, where they can.
   * @param {() => LatLng[]} outline
   * @param {boolean} isLine
   */
  avoid(outline, isLine) {
    this.ribbons.push({outline, isLine});
  }

  /** @param {HTMLElement} node */
  hang(node) {
    node.classList.add("gk-label");
    this.pane.appendChild(node);
  }

  measureAgain() {
    this.sizes.clear();
    this.refresh();
  }

  /** Begin to place, with the language that the page opens in; before, everything is only gathered. */
  start() {
    this.isWhole = true;
  }

  refresh() {
    this.pane.classList.remove("is-flying");
    if (!this.isReady) {
      return;
    }
    this.fixed.forEach((item) => item.resize && item.resize());
    this.measure();
    const ground = this.survey();
    this.fixed.forEach((item) => this.fix(item, ground));
    const ranked = (/** @type {string} */ rank) => this.names.filter((name) => name.rank === rank).map((name) => this.stake(name));
    const partners = ranked("partner");
    ground.placed = partners;
    placePartners(partners, ground, (name, variant) => this.sizeOf(name.node, variant));
    partners.forEach((each) => each.box && ground.taken.push(each.box));
    this.besides.forEach((item) => this.put(item, ground));
    const shy = [...ranked("shy"), ...ranked("neighbour")];
    shy.forEach((each) => {
      placeInside(each, "name", this.sizeOf(each.name.node, "name"), ground, true);
      each.box && ground.taken.push(each.box);
    });
    [...partners, ...shy].forEach((each) => this.show(each));
    this.draw(partners, ground.ties);
  }

  /** Measure what was not measured yet; all of one variant at once, so that the page is laid out anew five times at most. */
  measure() {
    const items = [...this.names, ...this.fixed, ...this.besides].filter(({node}) => !this.sizes.has(node) || this.isElastic(node));
    items.forEach(({node}) => this.sizes.set(node, {}));
    [...WITH_TOTAL, ...BROKEN, ...ALONE].forEach((variant) => {
      const wanted = items.filter((item) => variantsOf(item).includes(variant));
      wanted.forEach(({node}) => { node.dataset.variant = variant; });
      wanted.forEach(({node}) => {
        const box = node.getBoundingClientRect();
        this.sizeOf(node, "all")[variant] = {x: Math.ceil(box.width), y: Math.ceil(box.height)};
      });
    });
  }

  /** @param {HTMLElement} node @returns {boolean} */
  isElastic(node) {
    return this.fixed.some((item) => item.node === node && Boolean(item.resize));
  }

  /**
   * @param {HTMLElement} node
   * @param {string} variant
   * @returns {any}
   */
  sizeOf(node, variant) {
    const sizes = /** @type {Sizes} */ (this.sizes.get(node));
    return variant === "all" ? sizes : sizes[variant];
  }

  /** @param {LatLng} place @returns {Place} */
  pixel(place) {
    return this.map.project(place).subtract(this.map.getPixelOrigin());
  }

  /** @param {Name} name @returns {Placed} */
  stake(name) {
    const rings = name.places().flatMap((part) => part.map((ring) => ring.map((place) => this.pixel(place))));
    return {name, rings};
  }

  /**
   * The view, what is taken in it by tools, and where districts and ribbons lie.
   * @returns {Ground}
   */
  survey() {
    const corner = this.map.containerPointToLayerPoint([0, 0]);
    const size = this.map.getSize();
    const whole = {left: corner.x, top: corner.y, right: corner.x + size.x, bottom: corner.y + size.y};
    const view = boxAround(middle(whole), size, -VIEW_MARGIN_PX);
    const frame = this.map.getContainer().getBoundingClientRect();
    const controls = [...this.map.getContainer().querySelectorAll(".leaflet-control")].map((node) => node.getBoundingClientRect());
    const taken = controls.filter((box) => box.width).map((box) => ({
      left: box.left - frame.left + corner.x - 4, right: box.right - frame.left + corner.x + 4,
      top: box.top - frame.top + corner.y - 4, bottom: box.bottom - frame.top + corner.y + 4
    }));
    const rings = this.names.filter((name) => name.rank !== "neighbour").map((name) => this.stake(name).rings);
    const districts = new Grid(whole, CELL_PX);
    rings.forEach((each) => districts.fill(each));
    const ribbons = new Grid(whole, CELL_PX);
    this.ribbons.forEach(({outline, isLine}) => {
      const points = outline().map((place) => this.pixel(place));
      // What is thinner than a cell has none that it fills.
      ribbons.trace(points);
      isLine || ribbons.fill([points]);
    });
    return {view, taken, districts: districts.sum(), rings, ribbons: ribbons.sum(), placed: [], frames: this.frames(), ties: []};
  }

  /**
   * @param {(frame: {city: string}) => boolean} isWanted
   * @returns {Edges[]}
   */
  frames(isWanted = () => true) {
    return panels().filter(isWanted).map(({bounds: [southWest, northEast]}) => {
      const [low, high] = [this.pixel(southWest), this.pixel(northEast)];
      return {left: low.x, right: high.x, top: high.y, bottom: low.y};
    });
  }

  /**
   * @param {Fixed} item
   * @param {Ground} ground
   */
  fix(item, ground) {
    const points = item.places().map((place) => this.pixel(place));
    const [frame = ground.view] = item.city ? this.frames((each) => each.city === item.city) : [];
    const tries = triesOf(item, points, this.sizeOf(item.node, "all")).map((each) => (item.rank === "gap" || item.city ? pushed(each, frame) : each));
    const free = (/** @type {Found} */ {box, variant}) => isWithin(box, ground.view)
      && !ground.taken.some((other) => meet(box, other)) && !((item.city || (item.hasShort && variant === "full")) && ground.districts.share(box));
    const found = tries.find(free) || (item.city
      ? this.besideItsCity(item, points[0], ground, frame)
      : item.rank === "gap" ? undefined : tries.filter(({box}) => isWithin(box, ground.view)).pop());
    this.stand(item.node, found);
    found && ground.taken.push(found.box);
  }

  /**
   * The name of a city goes to where its panel is free in the view, or else to the nearest place that is.
   * @param {Fixed} item
   * @param {Place} at
   * @param {Ground} ground
   * @param {Edges} frame
   * @returns {Found | undefined}
   */
  besideItsCity(item, at, ground, frame) {
    const box = besideCity(this.sizeOf(item.node, "full"), frame, at, ground);
    return box && {box, variant: "full"};
  }

  /**
   * Words beside a sign, on the side that is free.
   * @param {Beside} item
   * @param {Ground} ground
   */
  put(item, ground) {
    if (!item.isShown()) {
      this.stand(item.node, undefined);
      return;
    }
    const at = this.pixel(item.place());
    const box = besideSign(this.sizeOf(item.node, "full"), at, item.room(), ground);
    this.stand(item.node, box && {box, variant: "full"});
    if (box) {
      ground.taken.push(box);
      ground.ties.push([nearestIn(at, box), at]);
    }
  }

  /** @param {Placed} each */
  show({name, box, variant}) {
    this.stand(name.node, box && {box, variant: /** @type {Variant} */ (variant)});
  }

  /**
   * @param {HTMLElement} node
   * @param {Found | undefined} found
   */
  stand(node, found) {
    node.style.visibility = found ? "visible" : "hidden";
    if (found) {
      node.dataset.variant = found.variant;
      node.classList.toggle("is-mirrored", Boolean(found.isMirrored));
      L.DomUtil.setPosition(node, L.point(found.box.left, found.box.top));
    }
  }

  /**
   * @param {Placed[]} placed
   * @param {[Place, Place][]} ties of words to their signs
   */
  draw(placed, ties) {
    this.leaders.textContent = "";
    ties.forEach(([from, to]) => this.leaders.append(svgElement("path", {class: "gk-tie", d: `M${from.x} ${from.y}L${to.x} ${to.y}`})));
    placed.forEach(({name, leader}) => {
      if (leader) {
        const [from, to] = leader;
        const path = svgElement("path", {class: "gk-name-leader", d: `M${from.x} ${from.y}L${to.x} ${to.y}`, "data-leader": name.id || ""});
        this.leaders.append(path, svgElement("circle", {class: "gk-name-dot", cx: to.x, cy: to.y}));
      }
    });
    this.dim();
  }

  dim() {
    this.names.forEach(({id, node}) => {
      const line = id && this.leaders.querySelector(`[data-leader="${id}"]`);
      line && line.classList.toggle("is-dim", node.classList.contains("is-dim"));
    });
  }
}
