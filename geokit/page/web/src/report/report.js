// The report's page: summary, table and map, and how they answer each other.

/** @import {Finding, Order, Report, ReportPage, Wanted} from "../types.d.ts" */
import {address} from "../address.js";
import {openAddress} from "../opening.js";
import {keepPaperLight} from "../print.js";
import {moveBehind, orderAsSeen} from "../reading.js";
import {startWith} from "../start.js";
import {element, fillWith, makeButton, onLanguage, setAttributes, setText, word} from "../text.js";
import {findingFilters, sorting} from "./filters.js";
import {chooseFindings, unpackColumns, unpackFindings} from "./findings.js";
import {countEntries} from "./groups.js";
import {findingMap} from "./map.js";
import {part} from "./rows.js";
import {FindingTable} from "./table.js";

/** @type {(finding: Finding) => void} */
let openOne = () => {};
/** @type {Map<string, Finding>} */
let byFingerprint = new Map();

/**
 * Open a finding in the table and on the map, as its row does; tells whether the page has it.
 * @param {string} fingerprint
 * @returns {boolean}
 */
export function openFinding(fingerprint) {
  const finding = byFingerprint.get(fingerprint);
  if (finding) {
    openOne(finding);
  }
  return finding !== undefined;
}

/** @param {string} selector */
function bringIntoView(selector) {
  const place = document.querySelector(selector);
  if (place) {
    place.scrollIntoView({block: "nearest"});
  }
}

function nameList() {
  const list = document.querySelector(".gk-list");
  if (list) {
    setAttributes(list, {"aria-label": word("findings")});
  }
}

/**
 * Table and map, each answering to the other.
 * @param {L.Map} map
 * @param {Report} report
 * @param {Finding[]} findings
 * @param {string[]} names
 */
async function answering(map, report, findings, names) {
  const {layer: drawn, layFor} = await findingMap(map, report, findings, {open, names});
  const table = new FindingTable(report, {
    open, close: () => drawn.mark([]), mark: (group, members) => (group.isOpen ? drawn.gather(members) : drawn.mark([])),
    hasPlace: (finding) => drawn.hasPlace(finding)
  });

  /** @param {Finding} finding */
  function open(finding) {
    address.say("finding", finding.fingerprint);
    table.choose(finding);
    drawn.flyTo(finding);
    if (drawn.hasPlace(finding)) {
      // On a phone the map stands above the table, out of sight of its rows.
      bringIntoView(".gk-main");
    }
  }

  return {table, drawn, open, layFor};
}

/** The map stands above its table on paper. */
function putMapFirst() {
  const [head, main] = [".gk-head", ".gk-main"].map((selector) => document.querySelector(selector));
  head && main && moveBehind(main, head);
}

/**
 * Paper is not as wide as the screen, and shows every row.
 * @param {L.Map} map
 * @param {Awaited<ReturnType<typeof answering>>} parts
 */
function layForPaper(map, {table, layFor}) {
  const root = document.documentElement;
  let view = map.getBounds();
  window.addEventListener("beforeprint", () => {
    table.showAll();
    root.classList.add("is-printing");
    putMapFirst();
    view = map.getBounds();
    layFor(view);
  });
  window.addEventListener("afterprint", () => {
    root.classList.remove("is-printing");
    orderAsSeen();
    table.leavePaper();
    layFor(view);
  });
}

/**
 * How many findings are shown, and in how many entries.
 * @param {Finding[]} shown
 * @param {number} count
 */
function tally(shown, count) {
  if (!shown.length) {
    return word("none_shown");
  }
  /** @param {number} n */
  const text = (n) => n.toLocaleString("en-US");
  const entries = countEntries(shown);
  const about = {n: text(shown.length), count: text(count), groups: text(entries)};
  return word(entries < shown.length ? "shown_grouped" : "shown", about);
}

/**
 * @param {L.Map} map
 * @param {ReportPage} page
 */
async function drawReport(map, {report}) {
  const columns = await unpackColumns(report);
  const findings = unpackFindings(report, columns);
  const parts = await answering(map, report, findings, columns.names);
  const {table, drawn} = parts;
  /** @type {Wanted} */
  const wanted = {hidden: new Set(), rule: "", park: "*", text: ""};
  // The worst first, and of one severity what there is most of.
  /** @type {Order} */
  const order = {by: "severity", way: -1};
  const count = element("p", {class: "gk-count", attributes: {role: "status"}});
  let timer = 0;

  function change() {
    const shown = chooseFindings(findings, report, wanted, order);
    table.show(shown);
    // The map follows when the table stands, and not for every letter that is typed.
    window.clearTimeout(timer);
    timer = window.setTimeout(() => drawn.show(shown), 30);
    setText(count, tally(shown, findings.length));
  }

  const {head, sorter} = sorting(table.columns, order, change);
  const grid = part("table", "table", "", [head, table.body]);
  setAttributes(grid, {"aria-label": word("findings")});
  const frame = element("div", {class: "gk-scroll"}, [grid]);
  nameList();
  fillWith(".gk-list", [
    element("h2", {class: "gk-unseen", text: word("findings")}),
    ...report.figures.map((line) => element("p", {class: "gk-figures", text: line})),
    ...report.notes.map((note) => element("p", {class: "gk-note", text: note})),
    ...(findings.length
      ? [findingFilters(report, wanted, change), element("div", {class: "gk-count-line"}, [count, sorter]), frame]
      : [element("p", {class: "gk-count", text: word("none_found")})])
  ]);
  table.follow(frame);
  fillWith(".gk-buttons", [makeButton(word("print", {sheet: "A4"}), () => window.print(), {class: "gk-print"})]);
  change();
  onLanguage(() => table.forget());
  layForPaper(map, parts);
  byFingerprint = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  openOne = parts.open;
  address.on("finding", openFinding);
  address.on("park", (id) => Object.keys(report.parks).includes(id));
}

export function beginReport() {
  startWith(L.map("gk-map", {zoomSnap: 0.25, maxZoom: 20}), [keepPaperLight, drawReport, openAddress]);
}
