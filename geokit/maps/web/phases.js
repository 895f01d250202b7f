// How far each phase has come: a slider over phases, one over days where parcels have dates, and one bar a phase.
(function () {
  "use strict";
  let day = null;

  // As every product prints mu.
  geokit.muText = (mu) => mu.toLocaleString("en-US", {minimumFractionDigits: 3, maximumFractionDigits: 3});

  // A word for figures that parcels without an area make an "at least".
  function word(key, isOpen, fields) {
    return geokit.word(isOpen ? key + "_least" : key, fields);
  }

  // The bars of the chosen day.
  function bars(layer) {
    return day === null || !layer.moments ? layer.bars : layer.moments[day].bars;
  }

  // How many parcels of a group are shown, and their mu.
  geokit.shownOf = function (layer, group) {
    const parts = bars(layer).filter((bar) => geokit.filter.showsPhase(bar.phase))
      .reduce((all, bar) => all.concat(bar.parts), []).filter((part) => part.group === group);
    const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
    const count = sum("count"), uncounted = sum("uncounted");
    const fields = {count: count.toLocaleString("en-US"), mu: geokit.muText(sum("mu")), n: uncounted};
    return word(count === 1 ? "parcel_mu" : "parcels_mu", uncounted, fields);
  };

  // Put each parcel of a layer into the group that it was in on the chosen day.
  geokit.applyDay = function (layer) {
    layer.last = layer.last || layer.groups;
    layer.groups = layer.last;
    if (day !== null) {
      const moment = layer.moments[day];
      layer.groups = layer.last.slice();
      moment.at.forEach((at, number) => (layer.groups[at] = moment.groups[number]));
    }
  };

  function chooseDay(layer, number) {
    day = number;
    if (layer.moments) {
      geokit.applyDay(layer);
      layer.moments[day].headlines.forEach(geokit.setHeadline);
    }
    geokit.filter.tell();
  }

  function part(each, legend) {
    const group = legend.find((item) => item.group === each.group);
    const node = geokit.node("span", {class: "gk-bar-part is-" + group.key, attributes: {title: group.name}}, [
      geokit.node("span", {text: word("mu_of", each.uncounted, {mu: geokit.muText(each.mu)})})
    ]);
    node.style.flexGrow = each.share;
    node.style.setProperty("--colour", group.colour);
    return node;
  }

  function bar(each, layer) {
    const button = geokit.button("", () => geokit.filter.choosePhase(each.phase), {class: "gk-phase"});
    button.gkText = undefined;
    const total = geokit.node("span", {});
    const head = geokit.node("span", {class: "gk-phase-head"}, [geokit.node("strong", {text: each.name}), total]);
    const picture = geokit.node("span", {class: "gk-bar"});
    button.appendChild(head);
    button.appendChild(picture);
    let shown = null;
    geokit.filter.listen(() => {
      const now = bars(layer).find((item) => item.phase === each.phase);
      if (now !== shown) {
        shown = now;
        picture.textContent = "";
        // Land that was taken back is in no bar.
        now.parts.filter((item) => item.share > 0).forEach((item) => picture.appendChild(part(item, layer.legend)));
        geokit.setText(total, word("phase_total", now.uncounted, {mu: now.total, n: now.uncounted}));
      }
      button.setAttribute("aria-pressed", String(geokit.filter.phase() === each.phase));
      button.classList.toggle("is-out", !geokit.filter.showsPhase(each.phase));
    });
    return button;
  }

  function sliders(layer) {
    const found = [];
    if (layer.bars.length > 1) {
      const names = layer.bars.slice(0, -1).map((each) => each.name).concat(geokit.word("phase_all"));
      const choose = (at) => geokit.filter.showPhasesTo(at === names.length - 1 ? Infinity : layer.bars[at].phase);
      found.push(geokit.slider(geokit.word("phase_slider"), names, choose));
    }
    if (layer.days.length > 1) {
      found.push(geokit.slider(geokit.word("day_slider"), layer.days, (at) => chooseDay(layer, at)));
    }
    return found;
  }

  geokit.phaseBars = function (page) {
    const layer = page.is_plain ? null : page.parcels[0];
    if (!layer) {
      return null;
    }
    const drawn = layer.bars.map((each) => bar(each, layer));
    return geokit.node("section", {class: "gk-phases"}, [geokit.node("h2", {text: geokit.word("phases")})].concat(sliders(layer), drawn));
  };
})();
