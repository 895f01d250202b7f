// The table of findings: as many rows as the reader looks at; a row flies to its fault, a group marks all of its own.

/** @import {Action, Finding, Group, Report, TableRow} from "../types.d.ts" */
/** @import {Heading} from "./rows.js" */
import {element, makeButton, word} from "../text.js";
import {groupRows, printedRows} from "./groups.js";
import {findingRow, groupRow, part, turnDetails, wordsRow} from "./rows.js";

// So many rows are there at once; the others come when the reader gets near them.
const FIRST = 120;
const NEXT = 200;
const NEAR_PX = 1500;
// To what lies further on than this the table jumps.
const FAR = 200;

export class FindingTable {
  /**
   * @param {Report} report
   * @param {{open: (finding: Finding) => void, close: Action, mark: (group: Group, members: Finding[]) => void, hasPlace: (finding: Finding) => boolean}} answers
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
    this.entries = [];
    // Of the entries those between are rows of the page.
    this.first = 0;
    this.end = 0;
    /** @type {Set<Group>} */
    this.openedForPaper = new Set();
    /** @type {Finding | null} */
    this.chosen = null;
  }

  /**
   * @param {Group} group
   * @param {Finding[]} members
   */
  turn(group, members) {
    group.isOpen = !group.isOpen;
    this.again(this.body.rows.length + NEXT, this.first);
    const row = Array.from(this.body.querySelectorAll(".gk-group")).find((node) => node.gkGroup === group);
    const toggle = row && row.querySelector("button");
    if (toggle) {
      toggle.focus({preventScroll: true});
    }
    this.answers.mark(group, members);
  }

  /**
   * @param {number} count
   * @param {number} [first]
   */
  again(count, first) {
    this.lay(groupRows(this.findings), count, first || 0);
  }

  /**
   * @param {TableRow[]} entries
   * @param {number} count
   * @param {number} first
   */
  lay(entries, count, first) {
    this.body.textContent = "";
    this.entries = entries;
    this.first = first;
    this.end = first;
    this.tellEarlier();
    this.add(count);
  }

  /** Above the first row, where others stand before it, the button that shows them. */
  tellEarlier() {
    const n = this.first.toLocaleString("en-US");
    const button = makeButton(word("earlier", {n: n}), () => this.addEarlier(), {class: "gk-earlier"});
    this.first && this.body.prepend(wordsRow(this.columns, button));
  }

  addEarlier() {
    const next = this.body.rows[1];
    const [first, end] = [Math.max(0, this.first - NEXT), this.first];
    this.body.rows[0].remove();
    const rows = document.createDocumentFragment();
    this.entries.slice(first, end).forEach((entry) => rows.appendChild(this.rowOf(entry)));
    this.body.prepend(rows);
    this.first = first;
    this.tellEarlier();
    const stop = next && next.previousElementSibling && next.previousElementSibling.querySelector("button");
    stop && stop.focus();
  }

  /**
   * @param {TableRow} entry
   * @returns {HTMLElement}
   */
  rowOf(entry) {
    if ("unprinted" in entry) {
      return wordsRow(this.columns, element("strong", {text: word("unprinted", {n: entry.unprinted.toLocaleString("en-US")})}));
    }
    if ("group" in entry) {
      const {group, members} = entry;
      return groupRow(this.report, this.columns, entry, {turn: () => this.turn(group, members), isPlaced: members.some(this.answers.hasPlace)});
    }
    const {finding, isMember} = entry;
    const node = this.rows.get(finding)
      || findingRow(this.report, this.columns, finding, {open: () => this.answer(finding), isPlaced: this.answers.hasPlace(finding)});
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
    const end = Math.min(this.entries.length, this.end + count);
    this.entries.slice(this.end, end).forEach((entry) => rows.appendChild(this.rowOf(entry)));
    this.end = end;
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
      if (this.end < this.entries.length && this.body.getBoundingClientRect().bottom - end < NEAR_PX) {
        this.add(NEXT);
      }
    };
    [frame, window].forEach((each) => each.addEventListener("scroll", look, {passive: true}));
  }

  /** Rows that are not on the page do not hear that its language changes. */
  forget() {
    this.rows.forEach((row, finding) => row.isConnected || this.rows.delete(finding));
  }

  /** Paper is not scrolled: groups are open, and what it has no room for is counted. */
  showAll() {
    const closed = this.findings.map((finding) => finding.group).filter((group) => !group.isOpen);
    this.openedForPaper = new Set(closed);
    this.openedForPaper.forEach((group) => (group.isOpen = true));
    this.lay(printedRows(groupRows(this.findings), this.report.printed), Infinity, 0);
  }

  leavePaper() {
    this.openedForPaper.forEach((group) => (group.isOpen = false));
    this.openedForPaper.clear();
    this.again(FIRST);
  }

  leave() {
    const row = this.chosen && this.rows.get(this.chosen);
    if (this.chosen && row) {
      turnDetails(this.report, row, this.chosen, false);
    }
    this.chosen = null;
  }

  /**
   * Add rows until one is there, or begin the page shortly before it.
   * @param {Finding} finding
   */
  reach(finding) {
    const at = this.entries.findIndex((entry) => "finding" in entry && entry.finding === finding);
    if (at < 0) {
      return;
    }
    if (at < this.first || at > this.end + FAR) {
      this.lay(this.entries, NEXT, Math.max(0, at - NEXT / 2));
    } else if (at >= this.end) {
      this.add(at - this.end + NEXT);
    }
  }

  /** @param {Finding} finding */
  choose(finding) {
    this.leave();
    if (finding.group.isMany && !finding.group.isOpen) {
      finding.group.isOpen = true;
      this.again(this.body.rows.length + NEXT, this.first);
    }
    this.reach(finding);
    const node = this.rows.get(finding);
    this.chosen = finding;
    if (node) {
      turnDetails(this.report, node, finding, true);
      node.scrollIntoView({block: "nearest"});
    }
  }
}
