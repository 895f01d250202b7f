// The table of findings: as many rows as the reader looks at; a row flies to its fault, a group marks all of its own.

/** @import {Action, Finding, Group, Report, TableRow} from "../types.d.ts" */
/** @import {Heading} from "./rows.js" */
import {groupRows} from "./groups.js";
import {findingRow, groupRow, part, turnDetails} from "./rows.js";

// So many rows are there at once; the others come when the reader gets near them.
const FIRST = 120;
const NEXT = 200;
const NEAR_PX = 1500;

export class FindingTable {
  /**
   * @param {Report} report
   * @param {{open: (finding: Finding) => void, close: Action, mark: (group: Group, members: Finding[]) => void}} answers
   */
  constructor(report, answers) {
    this.report = report;
    this.answers = answers;
    /** @type {Heading[]} */
    this.columns = ["number", "severity", "park", "subjects", "message", "measured"];
    if (Object.keys(report.parks).length < 2) {
      this.columns.splice(2, 1);
    }
    this.body = part("tbody", "rowgroup", "", []);
    /** @type {Map<Finding, HTMLElement>} */
    this.rows = new Map();
    /** @type {Finding[]} */
    this.findings = [];
    /** @type {TableRow[]} */
    this.waiting = [];
    /** @type {Finding | null} */
    this.chosen = null;
  }

  /**
   * @param {Group} group
   * @param {Finding[]} members
   */
  turn(group, members) {
    group.isOpen = !group.isOpen;
    this.again(this.body.rows.length + NEXT);
    const row = Array.from(this.body.querySelectorAll(".gk-group")).find((node) => node.gkGroup === group);
    const toggle = row && row.querySelector("button");
    if (toggle) {
      toggle.focus({preventScroll: true});
    }
    this.answers.mark(group, members);
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
      return groupRow(this.report, this.columns, entry, () => this.turn(entry.group, entry.members));
    }
    const {finding, isMember} = entry;
    const node = this.rows.get(finding) || findingRow(this.report, this.columns, finding, () => this.answer(finding));
    this.rows.set(finding, node);
    node.classList.toggle("is-member", isMember);
    return node;
  }

  /**
   * The button of a row that is open closes it.
   * @param {Finding} finding
   */
  answer(finding) {
    if (this.chosen === finding) {
      this.leave();
      this.answers.close();
    } else {
      this.answers.open(finding);
    }
  }

  /** @param {number} count */
  add(count) {
    const rows = document.createDocumentFragment();
    this.waiting.splice(0, count).forEach((entry) => rows.appendChild(this.rowOf(entry)));
    this.body.appendChild(rows);
  }

  /** @param {Finding[]} chosen */
  show(chosen) {
    this.findings = chosen;
    this.again(FIRST);
  }

  /**
   * Add rows when the reader comes near the last one, in the frame of the table or, on a phone, on the page.
   * @param {HTMLElement} frame
   */
  follow(frame) {
    const look = () => {
      const end = Math.min(frame.getBoundingClientRect().bottom, window.innerHeight);
      if (this.waiting.length && this.body.getBoundingClientRect().bottom - end < NEAR_PX) {
        this.add(NEXT);
      }
    };
    [frame, window].forEach((each) => each.addEventListener("scroll", look, {passive: true}));
  }

  /** Rows that are not on the page do not hear that its language changes. */
  forget() {
    this.rows.forEach((row, finding) => row.isConnected || this.rows.delete(finding));
  }

  showAll() {
    this.findings.forEach((finding) => (finding.group.isOpen = true));
    this.again(Infinity);
  }

  leave() {
    const row = this.chosen && this.rows.get(this.chosen);
    if (this.chosen && row) {
      turnDetails(this.report, row, this.chosen, false);
    }
    this.chosen = null;
  }

  /** @param {Finding} finding */
  choose(finding) {
    this.leave();
    if (finding.group.isMany && !finding.group.isOpen) {
      finding.group.isOpen = true;
      this.again(this.body.rows.length + NEXT);
    }
    while (this.waiting.some((entry) => "finding" in entry && entry.finding === finding)) {
      this.add(NEXT);
    }
    const node = this.rows.get(finding);
    this.chosen = finding;
    if (node) {
      turnDetails(this.report, node, finding, true);
      node.scrollIntoView({block: "nearest"});
    }
  }
}
