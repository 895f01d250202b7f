// The list of findings beside a map: many of one cause are one entry that says how many and why, and opens to show each.

/** @import {Action, LiveFinding, PackedGroup, SitePage} from "../types.d.ts" */
import {isBeside} from "../focused.js";
import {severityTag} from "../marks.js";
import {element, makeButton, word} from "../text.js";
import {signOf} from "./choosing.js";
import {symbolOfFinding} from "./states.js";

// So many of a list at first, and more when asked for: on a phone what stands below it is to be reached.
const [AT_FIRST, AT_ONCE, ON_PAPER] = [20, 100, 400];

/** @typedef {import("./choosing.js").Choosing} Choosing */
/** @typedef {{group: PackedGroup, members: LiveFinding[]}} Many */
/** @typedef {LiveFinding | Many} Entry */

/**
 * Entries for findings, the worst group first.
 * @param {SitePage} page
 * @param {LiveFinding[]} shown
 * @returns {Entry[]}
 */
function entriesOf(page, shown) {
  const groups = page.groups || [];
  /** @type {Map<number, LiveFinding[]>} */
  const members = new Map(groups.map((group) => [group.number, []]));
  shown.forEach((finding) => /** @type {LiveFinding[]} */ (members.get(finding.data.group)).push(finding));
  return groups.flatMap((group) => {
    const own = /** @type {Entry[]} */ (members.get(group.number));
    // Fewer, as filters leave them, are entries of their own.
    return own.length >= group.least ? [{group: group, members: /** @type {LiveFinding[]} */ (own)}] : own;
  });
}

/**
 * @param {Many} entry
 * @param {boolean} isOpen
 * @param {Action} turn
 * @param {HTMLElement[]} items
 * @returns {HTMLElement}
 */
function groupEntry({group, members}, isOpen, turn, items) {
  const [first] = members;
  const button = makeButton("", turn, {class: "gk-finding-entry gk-group-entry"});
  button.gkText = undefined;
  button.setAttribute("aria-expanded", String(isOpen));
  button.dataset.group = String(group.number);
  const count = members.length.toLocaleString("en-US") + " × ";
  button.append(
    element("span", {class: "gk-number-tag"}, [signOf(symbolOfFinding(first.data)), element("span", {text: isOpen ? "▾" : "▸"})]),
    severityTag(first.severity),
    element("strong", {class: "gk-fact"}, [element("span", {text: count}), element("span", {text: group.title})])
  );
  group.why && button.append(element("span", {text: group.why}));
  return element("li", {class: "gk-finding-group"}, [button, isOpen ? element("ol", {}, items) : null]);
}

export class FindingList {
  /**
   * @param {SitePage} page
   * @param {Choosing} choosing
   */
  constructor(page, choosing) {
    this.page = page;
    this.choosing = choosing;
    /** @type {Entry[]} */
    this.entries = [];
    this.node = element("ol", {attributes: {"aria-label": word("findings")}});
    /** @type {Map<LiveFinding, HTMLElement>} */
    this.items = new Map();
    /** @type {Set<number>} */
    this.opened = new Set();
    /** In the order of the list, those of closed groups too. @type {LiveFinding[]} */
    this.shown = [];
    /** How many of the list, and of each open group, are listed. */
    this.most = AT_FIRST;
    /** @type {Action} */
    this.onTurn = () => {};
  }

  /** @param {LiveFinding} finding */
  item(finding) {
    const node = element("li", {}, [this.choosing.findingButton(finding)]);
    this.items.set(finding, node);
    return node;
  }

  /**
   * List findings; returns how many are not listed.
   * @param {LiveFinding[]} findings
   * @returns {number}
   */
  fill(findings) {
    const entries = this.entries = entriesOf(this.page, findings);
    this.shown = entries.flatMap((entry) => ("group" in entry ? entry.members : [entry]));
    this.items.clear();
    this.node.textContent = "";
    let left = Math.max(entries.length - this.most, 0);
    entries.slice(0, this.most).forEach((entry) => {
      if (!("group" in entry)) {
        this.node.appendChild(this.item(entry));
        return;
      }
      const isOpen = this.opened.has(entry.group.number);
      const items = isOpen ? entry.members.slice(0, this.most).map((each) => this.item(each)) : [];
      left += isOpen ? entry.members.length - items.length : 0;
      this.node.appendChild(groupEntry(entry, isOpen, () => this.turn(entry), items));
    });
    return left;
  }

  /** @param {Many} entry */
  turn(entry) {
    const {number} = entry.group;
    const isOpen = !this.opened.delete(number);
    isOpen && this.opened.add(number);
    this.onTurn();
    const button = /** @type {HTMLElement | null} */ (this.node.querySelector('[data-group="' + number + '"]'));
    button && button.focus({preventScroll: true});
    isOpen ? this.choosing.showGroup(entry) : this.choosing.detail.close();
  }

  /**
   * Whether a finding is not listed, being far down or in a group that is closed; it will be when the list is filled anew.
   * @param {LiveFinding} finding
   * @returns {boolean}
   */
  hides(finding) {
    const isHidden = this.shown.includes(finding) && !this.items.has(finding);
    if (isHidden) {
      const at = this.entries.findIndex((entry) => ("group" in entry ? entry.members.includes(finding) : entry === finding));
      const entry = this.entries[at];
      "group" in entry && this.opened.add(entry.group.number);
      this.most = Math.max(this.most, at + 1, "group" in entry ? entry.members.indexOf(finding) + 1 : 0);
    }
    return isHidden;
  }

  /** On paper nobody asks for more; returns what makes the list as it was. @returns {Action} */
  listForPaper() {
    const {most} = this;
    this.most = Math.max(most, ON_PAPER);
    this.onTurn();
    return () => {
      this.most = most;
      this.onTurn();
    };
  }

  /** More of the list; the first that is new has the focus. */
  listMore() {
    const before = new Set(this.items.keys());
    this.most += AT_ONCE;
    this.onTurn();
    const [, node] = [...this.items].find(([finding]) => !before.has(finding)) || [];
    const button = node && node.querySelector("button");
    button && button.focus({preventScroll: true});
  }

  /** @param {LiveFinding | null} chosen */
  mark(chosen) {
    this.items.forEach((node, finding) => {
      node.classList.toggle("is-chosen", finding === chosen);
      finding === chosen && isBeside() && node.scrollIntoView({block: "nearest"});
    });
  }
}
