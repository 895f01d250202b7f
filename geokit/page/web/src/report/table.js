// The table of findings: as many rows as the reader looks at; a row flies to its fault.

/** @import {Finding, Group, Report, TableRow} from "../types.d.ts" */
/** @import {Heading} from "./rows.js" */
import {groupRows} from "./groups.js";
import {findingRow, groupRow} from "./rows.js";

// So many rows are there at once; the others come when the reader gets near them.
const FIRST = 120;
const NEXT = 200;
const NEAR_PX = 1500;

export class FindingTable {
  /**
   * @param {Report} report
   * @param {(finding: Finding) => void} open
   */
  constructor(report, open) {
    this.report = report;
    this.open = open;
    /** @type {Heading[]} */
    this.columns = ["number", "severity", "park", "rule", "subjects", "message", "measured", "place"];
    if (Object.keys(report.parks).length < 2) {
      this.columns.splice(2, 1);
    }
    this.body = document.createElement("tbody");
    /** @type {Map<Finding, HTMLElement>} */
    this.rows = new Map();
    /** @type {Finding[]} */
    this.findings = [];
    /** @type {TableRow[]} */
    this.waiting = [];
  }

  /** @param {Group} group */
  turn(group) {
    group.isOpen = !group.isOpen;
    this.again(this.body.rows.length + NEXT);
    const row = Array.from(this.body.querySelectorAll(".gk-group")).find((node) => node.gkGroup === group);
    const toggle = row && row.querySelector("button");
    if (toggle) {
      toggle.focus({preventScroll: true});
    }
  }

  /** @param {number} count */
  again(count) {
    this.body.textContent = "";
    this.waiting = groupRows(this.findings);
    this.add(count);
  }

  /**
   * @param {TableRow} entry
   * @returns {HTMLElement}
   */
  rowOf(entry) {
    if ("group" in entry) {
      return groupRow(this.report, this.columns, entry, () => this.turn(entry.group));
    }
    const {finding, isMember} = entry;
    const node = this.rows.get(finding) || findingRow(this.report, this.columns, finding, () => this.open(finding));
    this.rows.set(finding, node);
    node.classList.toggle("is-member", isMember);
    return node;
  }

  /** @param {number} count */
  add(count) {
    const part = document.createDocumentFragment();
    this.waiting.splice(0, count).forEach((entry) => part.appendChild(this.rowOf(entry)));
    this.body.appendChild(part);
  }

  /** @param {Finding[]} chosen */
  show(chosen) {
    this.findings = chosen;
    this.again(FIRST);
  }

  /**
   * Add rows when the reader comes near the last one.
   * @param {HTMLElement} frame
   */
  follow(frame) {
    frame.addEventListener("scroll", () => {
      if (this.waiting.length && frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR_PX) {
        this.add(NEXT);
      }
    }, {passive: true});
  }

  showAll() {
    this.findings.forEach((finding) => finding.group && (finding.group.isOpen = true));
    this.again(Infinity);
  }

  /** @param {Finding} finding */
  choose(finding) {
    this.body.querySelectorAll(".is-chosen").forEach((node) => node.classList.remove("is-chosen"));
    if (finding.group && !finding.group.isOpen) {
      finding.group.isOpen = true;
      this.again(this.body.rows.length + NEXT);
    }
    while (this.waiting.some((entry) => "finding" in entry && entry.finding === finding)) {
      this.add(NEXT);
    }
    const node = this.rows.get(finding);
    if (node) {
      node.classList.add("is-chosen");
      node.scrollIntoView({block: "nearest"});
    }
  }
}
