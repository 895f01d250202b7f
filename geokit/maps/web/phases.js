// How far each phase has come: a slider over phases, one over days where parcels have dates, and one bar a phase.
(function () {
  "use strict";
  let day = null;

  geokit.muText = function (mu) {
    const decimals = mu >= 1000 ? 0 : 1;
    return mu.toLocaleString("en-US", {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  };

  // The bars of the chosen day.
  function bars(layer) {
    return day === null || !layer.moments ? layer.bars : layer.moments[day].bars;
  }

  // How many parcels of a group are shown, and their mu.
  geokit.shownOf = function (layer, group) {
    const parts = bars(layer).filter((bar) => geokit.filter.showsPhase(bar.phase))
      .reduce((all, bar) => all.concat(bar.parts), []).filter((part) => part.group === group);
    const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
    return geokit.word("parcels_mu", {count: sum("count").toLocaleString("en-US"), mu: geokit.muText(sum("mu"))});
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
      const headline = document.querySelector(".gk-headline.is-main");
      geokit.setText(headline.querySelector("dd"), layer.moments[day].headline.value);
      geokit.setText(headline.querySelector("dt"), layer.moments[day].headline.label);
    }
    geokit.filter.tell();
  }

  function part(each, legend) {
    const group = legend.find((item) => item.group === each.group);
    const node = geokit.node("span", {class: "gk-bar-part is-" + group.key, attributes: {title: group.name}}, [
      geokit.node("span", {text: geokit.word("mu_of", {mu: geokit.muText(each.mu)})})
    ]);
    node.style.flexGrow = each.share;
    node.style.setProperty("--colour", group.colour);
    return node;
  }

  function bar(each, layer) {
    const button = geokit.button("", () => geokit.filter.choosePhase(each.phase), {class: "gk-phase"});
    button.gkText = undefined;
    const head = geokit.node("span", {class: "gk-phase-head"}, [
      geokit.node("strong", {text: each.name}), geokit.node("span", {text: geokit.word("phase_total", {mu: each.total})})
    ]);
    const picture = geokit.node("span", {class: "gk-bar"});
    button.appendChild(head);
    button.appendChild(picture);
    let shown = null;
    geokit.filter.listen(() => {
      const now = bars(layer).find((item) => item.phase === each.phase);
      if (now !== shown) {
        shown = now;
        picture.textContent = "";
        now.parts.forEach((item) => picture.appendChild(part(item, layer.legend)));
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
