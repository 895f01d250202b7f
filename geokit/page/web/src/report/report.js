// The report's page: summary, table and map, and how they answer each other.

/** @import {Finding, Order, Report, ReportPage, Wanted} from "../types.d.ts" */
import {address} from "../address.js";
import {followFindings} from "../findingkeys.js";
import {openAddress} from "../opening.js";
import {startWith} from "../start.js";
import {element, fillWith, makeButton, onLanguage, setAttributes, setText, word} from "../text.js";
import {findingFilters, tableHead} from "./filters.js";
import {chooseFindings, unpackFindings} from "./findings.js";
import {unpackGroups} from "./groups.js";
import {findingMap} from "./map.js";
import {FindingTable} from "./table.js";

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
 */
async function answering(map, report, findings) {
  const table = new FindingTable(report, open);
  const drawn = await findingMap(map, report, findings, open);
  const say = followFindings(findings, (at) => open(findings[at]));

  /** @param {Finding} finding */
  function open(finding) {
    say(finding.number - 1);
    table.choose(finding);
    drawn.flyTo(finding);
    if (drawn.hasPlace(finding)) {
      // On a phone the map stands above the table, out of sight of its rows.
      bringIntoView(".gk-main");
    }
  }

  return {table, drawn};
}

/**
 * Paper is not as wide as the screen, and shows every row.
 * @param {L.Map} map
 * @param {Awaited<ReturnType<typeof answering>>} parts
 */
function layForPaper(map, {table, drawn}) {
  let view = map.getBounds();
  window.addEventListener("beforeprint", () => {
    table.showAll();
    document.documentElement.classList.add("is-printing");
    view = map.getBounds();
    drawn.layFor(view);
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("is-printing");
    drawn.layFor(view);
  });
}

/**
 * @param {L.Map} map
 * @param {ReportPage} page
 */
async function drawReport(map, {report}) {
  const findings = unpackFindings(report);
  unpackGroups(report, findings);
  const parts = await answering(map, report, findings);
  const {table, drawn} = parts;
  /** @type {Wanted} */
  const wanted = {hidden: new Set(), rule: "", park: "*", text: ""};
  /** @type {Order} */
  const order = {by: "number", way: 1};
  const count = element("p", {class: "gk-count", attributes: {role: "status"}});
  let timer = 0;

  function change() {
    const shown = chooseFindings(findings, report, wanted, order);
    table.show(shown);
    // The map follows when the table stands, and not for every letter that is typed.
    window.clearTimeout(timer);
    timer = window.setTimeout(() => drawn.show(shown), 30);
    setText(count, shown.length ? word("shown", {n: shown.length, count: findings.length}) : word("none_shown"));
  }

  const frame = element("div", {class: "gk-scroll"}, [
    element("table", {}, [tableHead(table.columns, order, change), table.body])
  ]);
  nameList();
  address.on("park", (id) => Object.keys(report.parks).includes(id));
  fillWith(".gk-list", [
    ...report.figures.map((line) => element("p", {class: "gk-figures", text: line})),
    ...report.notes.map((note) => element("p", {class: "gk-note", text: note})),
    findingFilters(report, wanted, change), count, frame
  ]);
  table.follow(frame);
  fillWith(".gk-main", [makeButton(word("whole"), drawn.whole, {class: "gk-whole"})]);
  fillWith(".gk-buttons", [makeButton(word("print", {sheet: "A4"}), () => window.print(), {class: "gk-print"})]);
  change();
  onLanguage(() => setText(count, count.gkText || ""));
  layForPaper(map, parts);
}

export function beginReport() {
  startWith(L.map("gk-map", {zoomSnap: 0.25, maxZoom: 20}), [drawReport, openAddress]);
}
