// What was chosen, a parcel or a finding: its card, its outline on the map, and the flight to it.

/** @import {LiveFinding, LiveLayer, MapFinding, PackedGroup, SitePage, Sums} from "../types.d.ts" */
import {address} from "../address.js";
import {boundsOf, boxOf, isDrawn} from "../geometry.js";
import {severityTag} from "../marks.js";
import {lengthText, metresPerPixel} from "../scale.js";
import {fly} from "../start.js";
import {sample} from "../symbols.js";
import {element, localize, makeButton, setText, word} from "../text.js";
import {Detail, surfacesOf} from "./detail.js";
import {sumText, TAKEN_BACK, total} from "./figures.js";
import {filter} from "./filter.js";
import {linkTo, parcelCard} from "./parcels.js";
import {stateTag, symbolOfFinding} from "./states.js";

// More outlines than these at once are no marks but a drawing of their own.
const MOST_MARKED = 500;

export class Choosing {
  /**
   * @param {L.Map} map
   * @param {SitePage} page
   */
  constructor(map, page) {
    this.map = map;
    this.page = page;
    this.detail = new Detail(map);
    this.grid = element("p", {class: "gk-source gk-grid-note"});
    this.grid.hidden = true;
    /** @type {LiveFinding | null} */
    this.finding = null;
    /** @type {((finding: LiveFinding | null) => void)[]} */
    this.listeners = [];
    /** Whether what the card speaks of is shown. */
    this.isShown = () => true;
    filter.listen(() => this.isShown() || this.detail.close());
  }

  /** @param {(finding: LiveFinding | null) => void} listener */
  listen(listener) {
    this.listeners.push(listener);
  }

  /** @param {LiveFinding | null} finding */
  tell(finding) {
    this.finding = finding;
    this.listeners.forEach((listener) => listener(finding));
  }

  /** @param {L.LatLngBounds} bounds */
  flyTo(bounds) {
    this.map.stop();
    fly(this.map, bounds, {maxZoom: this.map.getMaxZoom()});
  }

  /**
   * @param {LiveLayer} layer
   * @param {number} at
   */
  showParcel(layer, at) {
    this.detail.show([parcelCard(this.page, layer, at, this)], isDrawn(layer.shapes, at) ? surfacesOf(layer.shapes, at) : [], () => this.tell(null));
    this.isShown = () => layer.shown[at] === 1;
    this.tell(null);
    address.say("parcel", layer.data.ids.get(at));
  }

  /**
   * Show a parcel and go there; what hides it is taken back.
   * @param {LiveLayer} layer
   * @param {number} at
   */
  openParcel(layer, at) {
    if (!layer.shown[at]) {
      filter.reset();
    }
    this.showParcel(layer, at);
    const bounds = boundsOf(boxOf(layer.shapes, at));
    bounds.isValid() && this.flyTo(bounds.pad(0.6));
  }

  /** @param {LiveFinding} finding */
  openFinding(finding) {
    if (!finding.isShown) {
      filter.reset();
    }
    this.map.stop();
    this.detail.show([this.findingCard(finding)], finding.lines(), () => this.tell(null));
    this.isShown = () => finding.isShown;
    this.tell(finding);
    if (finding.bounds) {
      this.flyTo(finding.bounds.pad(1));
    }
  }

  /**
   * Mark all findings of one cause on the map, and say what they have in common.
   * @param {{group: PackedGroup, members: LiveFinding[]}} entry
   */
  showGroup({group, members}) {
    const placed = members.filter(({bounds}) => bounds);
    const head = element("h3", {}, [severityTag(members[0].severity), element("span", {text: group.lead || group.title})]);
    this.detail.show([element("article", {class: "gk-card"}, [head])], placed.slice(0, MOST_MARKED).flatMap((each) => each.lines()));
    this.isShown = () => members.some(({isShown}) => isShown);
    this.tell(null);
    const all = placed.reduce((sum, {bounds}) => sum.extend(/** @type {L.LatLngBounds} */ (bounds)), L.latLngBounds([]));
    all.isValid() && this.flyTo(all.pad(0.2));
  }

  /**
   * Findings that lie on one spot.
   * @param {LiveFinding[]} findings
   */
  showFindings(findings) {
    const items = findings.map((finding) => element("li", {}, [this.findingButton(finding)]));
    this.detail.show([element("h3", {text: word("findings_here", {n: findings.length})}), element("ul", {class: "gk-own-findings"}, items)]);
    this.isShown = () => findings.some(({isShown}) => isShown);
    this.tell(null);
  }

  /**
   * @param {LiveLayer} layer
   * @param {Sums[]} sums by group
   */
  showCell(layer, sums) {
    if (total(sums).count) {
      this.detail.show([cellCard(layer, sums)]);
      this.isShown = () => false;
      this.tell(null);
    }
  }

  /**
   * @param {LiveLayer} layer
   * @param {number} cellPx how wide the squares are that take the place of parcels
   */
  onGrid({data}, cellPx) {
    this.grid.hidden = !cellPx;
    if (cellPx) {
      const length = lengthText(Number((cellPx * metresPerPixel(this.map)).toPrecision(2)));
      const key = data.cell !== undefined ? "grid_only" : this.page.is_plain || data.is_by_phase ? "grid_plain" : "grid";
      setText(this.grid, word(key, {length}));
    }
  }

  /** @param {LiveFinding} finding */
  findingButton(finding) {
    const button = makeButton("", () => this.openFinding(finding), {class: "gk-finding-entry"});
    button.gkText = undefined;
    button.append(numberTag(finding), ...findingWords(this.page, finding));
    return button;
  }

  /** @param {LiveFinding} finding */
  findingCard(finding) {
    const {data} = finding;
    return element("article", {class: "gk-card gk-finding-card"}, [
      element("h3", {}, [
        numberTag(finding), severityTag(finding.severity), stateTag(this.page, data), element("span", {text: data.fact})
      ]),
      element("p", {text: data.message}), kindLine(data),
      !finding.bounds && element("p", {class: "gk-source", text: word("no_place")}),
      this.subjectLinks(finding),
      data.source && element("p", {class: "gk-source"}, [element("span", {text: word("read_from")}), element("span", {text: " " + data.source})])
    ]);
  }

  /**
   * The parcels that a finding names, each a way to its card; phases by their names.
   * @param {LiveFinding} finding
   */
  subjectLinks({subjects}) {
    const layer = subjects && filter.layers()[subjects.layer];
    if (!subjects || !layer) {
      return null;
    }
    const phases = layer.data.bars.filter((bar) => subjects.phases.includes(bar.phase));
    return element("p", {class: "gk-subjects"}, [
      element("span", {class: "gk-source", text: word("subjects")}),
      ...subjects.parcels.map((at) => linkTo(layer.data.ids.get(at), () => this.openParcel(layer, at))),
      ...phases.map((bar) => element("span", {text: bar.name}))
    ]);
  }
}

/**
 * What kind of fault it is, where the fact does not begin with it.
 * @param {MapFinding} finding
 */
function kindLine({fact, title}) {
  return localize(fact).startsWith(localize(title)) ? null : element("p", {class: "gk-source", text: title});
}

/**
 * The number that a finding has on the map and in the list, with the sign of its severity.
 * @param {LiveFinding} finding
 */
export function numberTag(finding) {
  return element("span", {class: "gk-number-tag"}, [signOf(symbolOfFinding(finding.data)), element("b", {text: finding.number})]);
}

/**
 * The sign of a symbol, no wider than it is.
 * @param {string} key
 */
export function signOf(key) {
  const picture = sample(key, "sign");
  picture.setAttribute("viewBox", "8 2 16 16");
  return picture;
}

/**
 * @param {SitePage} page
 * @param {LiveFinding} finding
 * @returns {HTMLElement[]}
 */
function findingWords(page, {data, severity, bounds}) {
  /** @type {(HTMLElement | null)[]} */
  const parts = [
    severityTag(severity), stateTag(page, data), element("strong", {class: "gk-fact", text: data.fact}),
    element("span", {class: "gk-said", text: data.message}), bounds ? null : element("em", {text: word("no_place")})
  ];
  return /** @type {HTMLElement[]} */ (parts.filter(Boolean));
}

/**
 * @param {LiveLayer} layer
 * @param {Sums[]} sums
 */
function cellCard({data}, sums) {
  const counted = total(sums.slice(0, TAKEN_BACK));
  const rows = data.legend.filter(({group}) => sums[group].count).flatMap(({group, name}) => [
    element("dt", {text: name}), element("dd", {text: sumText(sums[group], sums[group])})
  ]);
  return element("article", {class: "gk-card"}, [
    element("h3", {text: word("grid_cell", {n: total(sums).count})}), element("dl", {class: "gk-rows"}, rows),
    element("p", {class: "gk-source", text: sumText(counted, counted)})
  ]);
}
