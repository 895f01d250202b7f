// The table of findings: filters above it, headings that sort it, rows that fly to their fault.
(function () {
  "use strict";
  // So many rows are there at once; the others come when the reader gets near them.
  const FIRST = 120;
  const NEXT = 200;
  const NEAR_PX = 1500;
  const SHORT_NAME = 24;

  const FORMATS = [1, 2, 3].map((decimals) => new Intl.NumberFormat("en-US", {minimumFractionDigits: decimals, maximumFractionDigits: decimals}));

  function format(value, decimals) {
    return FORMATS[decimals - 1].format(value);
  }

  function measured(finding) {
    if (finding.m2 !== null) {
      return geokit.word("area", {m2: format(finding.m2, 2), mu: format(finding.mu, 3)});
    }
    if (finding.m !== null) {
      return geokit.word("length", {m: format(finding.m, 2)});
    }
    return finding.deg === null ? "" : geokit.word("angle", {deg: format(finding.deg, 1)});
  }

  function cell(text, name) {
    const node = document.createElement("td");
    node.className = name || "";
    node.gkText = text;
    node.textContent = geokit.say(text);
    return node;
  }

  // A short name is not broken at its hyphens.
  function subjectsCell(subjects) {
    const node = document.createElement("td");
    node.className = "is-wrapped";
    subjects.forEach((subject, at) => {
      const name = at + 1 < subjects.length ? subject + "," : subject;
      node.append(at ? " " : "", geokit.node("span", {class: name.length <= SHORT_NAME ? "is-whole" : "", text: name}));
    });
    return node;
  }

  function severityCell(severity) {
    const node = document.createElement("td");
    const tag = geokit.node("span", {class: "gk-severity is-" + severity.key, text: severity.name});
    node.appendChild(tag);
    return node;
  }

  function numberCell(finding, open) {
    const node = document.createElement("td");
    node.appendChild(geokit.button(String(finding.number), open, {attributes: {"aria-label": geokit.word("show", {n: finding.number})}}));
    return node;
  }

  geokit.findingTable = function (report, open) {
    const columns = ["number", "severity"].concat(Object.keys(report.parks).length > 1 ? ["park"] : [], ["rule", "subjects", "message", "measured", "place"]);
    const body = document.createElement("tbody");
    const rows = new Map();
    let findings = [];
    let waiting = [];

    // One row for many findings of one cause: their number first, each of them when it is opened.
    function groupRow(entry) {
      const first = entry.members[0];
      const n = entry.members.length.toLocaleString("en-US");
      const toggle = geokit.button((entry.group.isOpen ? "▾ " : "▸ ") + n, () => turn(entry.group), {
        class: "gk-open", attributes: {"aria-label": geokit.word("open_group", {n: n}), "aria-expanded": String(entry.group.isOpen)}
      });
      const own = geokit.node("td", {}, [toggle]);
      const why = cell(geokit.word(entry.group.why ? "many_because" : "many", {n: n, why: entry.group.why}), "is-wrapped");
      const lead = columns.indexOf("rule");
      why.colSpan = columns.length - lead - 1;
      const node = geokit.node("tr", {class: "gk-group"}, [own, severityCell(first.severity)]
        .concat(lead > 2 ? [cell(report.parks[first.park])] : [], [cell(report.rules[first.rule]), why]));
      node.addEventListener("click", (event) => event.target.tagName === "BUTTON" || turn(entry.group));
      return node;
    }

    function turn(group) {
      group.isOpen = !group.isOpen;
      again(body.rows.length + NEXT);
      const toggle = Array.from(body.querySelectorAll(".gk-group")).find((node) => node.gkGroup === group);
      if (toggle) {
        toggle.querySelector("button").focus({preventScroll: true});
      }
    }

    function again(count) {
      body.textContent = "";
      waiting = geokit.groupRows(findings);
      add(count);
    }

    function entryRow(entry) {
      if (entry.group) {
        const node = groupRow(entry);
        node.gkGroup = entry.group;
        return node;
      }
      const node = rows.get(entry.finding) || row(entry.finding);
      node.classList.toggle("is-member", Boolean(entry.isMember));
      return node;
    }

    function row(finding) {
      const node = document.createElement("tr");
      const cells = {
        number: () => numberCell(finding, () => open(finding)),
        severity: () => severityCell(finding.severity),
        park: () => cell(report.parks[finding.park]),
        rule: () => cell(report.rules[finding.rule]),
        subjects: () => subjectsCell(finding.subjects),
        message: () => cell(finding.message, "is-wrapped"),
        measured: () => cell(measured(finding), "is-number"),
        place: () => cell(finding.place, "is-wrapped")
      };
      columns.forEach((column) => node.appendChild(cells[column]()));
      node.addEventListener("click", (event) => event.target.tagName === "BUTTON" || open(finding));
      rows.set(finding, node);
      return node;
    }

    function add(count) {
      const part = document.createDocumentFragment();
      waiting.splice(0, count).forEach((entry) => part.appendChild(entryRow(entry)));
      body.appendChild(part);
    }

    function addWhenNear(frame) {
      if (waiting.length && frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR_PX) {
        add(NEXT);
      }
    }

    return {
      columns: columns,
      body: body,
      show: function (chosen) {
        findings = chosen;
        again(FIRST);
      },
      follow: (frame) => frame.addEventListener("scroll", () => addWhenNear(frame), {passive: true}),
      showAll: function () {
        findings.forEach((finding) => finding.group && (finding.group.isOpen = true));
        again(Infinity);
      },
      choose: function (finding) {
        body.querySelectorAll(".is-chosen").forEach((node) => node.classList.remove("is-chosen"));
        if (finding.group && !finding.group.isOpen) {
          finding.group.isOpen = true;
          again(body.rows.length + NEXT);
        }
        while (waiting.some((entry) => entry.finding === finding)) {
          add(NEXT);
        }
        const node = rows.get(finding);
        if (node) {
          node.classList.add("is-chosen");
          node.scrollIntoView({block: "nearest"});
        }
      }
    };
  };

  function option(value, text) {
    const node = geokit.node("option", {text: text});
    node.value = value;
    return node;
  }

  function select(label, choices, change) {
    const node = geokit.node("select", {attributes: {"aria-label": label}}, choices.map((choice) => option(choice[0], choice[1])));
    node.addEventListener("change", () => change(node.value));
    return node;
  }

  function severityBox(severity, wanted, change) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      wanted.hidden[box.checked ? "delete" : "add"](severity.key);
      change();
    });
    return geokit.node("label", {class: "gk-box"}, [
      box, geokit.node("span", {class: "gk-severity is-" + severity.key, text: severity.name}), geokit.node("span", {text: String(severity.count)})
    ]);
  }

  function searchBox(wanted, change) {
    const box = geokit.node("input", {attributes: {placeholder: geokit.word("search"), "aria-label": geokit.word("search")}});
    box.type = "search";
    box.addEventListener("input", () => {
      wanted.text = box.value;
      change();
    });
    return box;
  }

  geokit.findingFilters = function (report, wanted, change) {
    const parks = Object.keys(report.parks);
    const set = (name) => (value) => {
      wanted[name] = value;
      change();
    };
    return geokit.node("div", {class: "gk-filters"}, [
      ...report.severities.filter((severity) => severity.count).map((severity) => severityBox(severity, wanted, change)),
      select(geokit.word("rule"), [["", geokit.word("all_rules")]].concat(Object.entries(report.rules)), set("rule")),
      parks.length > 1 ? select(geokit.word("park"), [["*", geokit.word("all_parks")]].concat(Object.entries(report.parks)), set("park")) : null,
      searchBox(wanted, change)
    ]);
  };

  geokit.tableHead = function (columns, order, change) {
    const heads = columns.map((column) => {
      const head = document.createElement("th");
      head.scope = "col";
      head.className = "is-" + column;
      head.appendChild(geokit.button(geokit.word(column), () => {
        order.way = order.by === column ? -order.way : 1;
        order.by = column;
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order.way > 0 ? "ascending" : "descending");
        change();
      }));
      return head;
    });
    heads[0].setAttribute("aria-sort", "ascending");
    // Stands on every printed page, as table headings do.
    const marks = geokit.page.marks;
    const mark = geokit.node("tr", {class: "gk-on-paper"}, [geokit.node("th", {}, [marks.audience].concat(marks.slots).filter(Boolean)
      .map((text) => geokit.node("span", {text: text})))]);
    mark.firstChild.colSpan = columns.length;
    return geokit.node("thead", {}, [mark, geokit.node("tr", {}, heads)]);
  };
})();
