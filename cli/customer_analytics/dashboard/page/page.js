"use strict";
// The page: tabs, filters, and a card for each chart, drawn when its tab is looked at.

const cards = new Map(); // of the charts drawn so far, by model
let page, state;

async function decode() {
  const text = document.getElementById("data").textContent;
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function prepare(found) {
  found.formatters = makeFormats(found);
  found.choices = {
    period: found.periods.map((one) => ({value: one.name, label: one.label})),
    segment: [{value: "", label: "All segments"}, ...found.segments.map((value) => ({value, label: value}))],
    channel: [{value: "", label: "All channels"}, ...found.channels.map((value) => ({value, label: value}))],
  };
  // a dashboard of fewer tabs has not all that a click would lead to
  for (const {drill} of Object.values(found.charts)) {
    if (drill && !found.tabs.some((tab) => tab.name === drill.tab)) drill.tab = null;
  }
  return found;
}

const isDark = () => document.documentElement.dataset.mode === "dark";

function setMode(mode) {
  document.documentElement.dataset.mode = mode;
  document.getElementById("mode").textContent = mode === "dark" ? "Light" : "Dark";
  for (const card of cards.values()) card.drawn = null;
}

function go(changes, {replace = false} = {}) {
  state = {...state, ...changes};
  history[replace ? "replaceState" : "pushState"](null, "", addressOf(state));
  return show();
}

// Draw what the state says; a chart that shows that already is left alone.
async function show() {
  const tab = page.tabs.find((one) => one.name === state.tab);
  for (const button of document.querySelectorAll("[role=tab]")) {
    const isChosen = button.dataset.tab === tab.name;
    button.setAttribute("aria-selected", isChosen);
    button.tabIndex = isChosen ? 0 : -1;
    if (isChosen) button.scrollIntoView({block: "nearest", inline: "nearest"});
  }
  for (const panel of document.querySelectorAll("[role=tabpanel]")) panel.classList.toggle("away", panel.dataset.tab !== tab.name);
  for (const select of document.querySelectorAll("#filters select")) {
    select.value = select.name === "period" ? filterValues(page, state, tab.name).period.name : state[select.name];
    select.closest("label").hidden = !tab.filters.includes(select.name);
  }
  const presets = presetFilters(page);
  document.getElementById("clear").disabled = FILTERS.every((name) => state[name] === presets[name]);
  document.title = tab.title + " · " + page.title;
  document.body.dataset.ready = document.body.dataset.idle = "false";
  const shownFor = addressOf(state);
  await Promise.all(tab.charts.map((model) => drawCard(cards.get(model) || makeCard(model))));
  if (addressOf(state) !== shownFor) return;
  document.body.dataset.ready = "true";
  drawAhead(page.tabs.flatMap((other) => other.charts), shownFor);
}

// The other tabs are drawn while nobody waits, so that they are there when they are looked at.
function drawAhead(models, shownFor) {
  document.body.dataset.idle = String(models.length === 0);
  if (!models.length) return;
  // without a limit, a window that paints nothing never counts as idle
  const whenIdle = window.requestIdleCallback ? (work) => requestIdleCallback(work, {timeout: 100}) : (work) => setTimeout(work, 30);
  whenIdle(async () => {
    if (addressOf(state) !== shownFor) return;
    const [model, ...others] = models;
    await drawCard(cards.get(model) || makeCard(model));
    drawAhead(others, shownFor);
  });
}

function makeCard(model) {
  const chart = page.charts[model];
  const box = element("div", {class: "drawing"});
  const crumbs = element("p", {class: "crumbs"});
  const empty = element("p", {class: "empty", hidden: true}, "Nothing to show for these filters.");
  const card = {model, chart, box, crumbs, empty, rows: [], view: null, asTable: false, drawn: null};
  const button = (text, label, action) => element("button", {type: "button", "aria-label": label + ": " + chart.title, onclick: action}, text);
  const tableButton = ["kpi", "table"].includes(chart.type) ? null : button("Table", "As a table", () => {
    card.asTable = !card.asTable;
    tableButton.textContent = card.asTable ? "Chart" : "Table";
    card.drawn = null;
    drawCard(card);
  });
  card.section = element("section", {class: "card " + page.widths[model], id: model, "aria-labelledby": model + "-title"},
    element("h3", {id: model + "-title"}, chart.title), crumbs, box, empty,
    ...[chart.note, ...chart.remarks].filter(Boolean).map((text) => element("p", {class: "note"}, text)),
    element("div", {class: "actions"}, tableButton,
      button("CSV", "Download as CSV", () => saveCsv(currentChart(card), card.rows)),
      button("PNG", "Download as PNG", () => savePng(page, currentChart(card), card.rows, card.asTable ? null : card.view, subtitle(card)))));
  document.getElementById("panel-" + chart.tab).append(card.section);
  cards.set(model, card);
  return card;
}

function currentChart(card) {
  return card.model in state.drills ? {...card.chart.level, data: card.chart.data} : card.chart;
}

function subtitle(card) {
  const {period, segment, channel} = filterValues(page, state, card.chart.tab);
  const values = {period: period.name, segment, channel};
  const chosen = card.chart.filters.map((name) => page.choices[name].find((choice) => choice.value === values[name]).label);
  const level = state.drills[card.model];
  return [...chosen, ...(level ? [drilledText(card, level)] : []), "as of " + page.asOf].join(" · ");
}

async function drawCard(card) {
  const chart = currentChart(card);
  const drilled = state.drills[card.model];
  const values = filterValues(page, state, card.chart.tab);
  if (drilled !== undefined) values.where = {[card.chart.drill.from]: drilled};
  const wanted = JSON.stringify([values.period.name, values.segment, values.channel, drilled, card.asTable, isDark()]);
  if (card.drawn === wanted) return;
  card.drawn = wanted;
  drawCrumbs(card, drilled);
  if (chart.type === "kpi") {
    card.rows = drawFigures(page, chart, values, card.box);
    return;
  }
  card.rows = shownRows(chart, values);
  // measures that have no value anywhere leave axes without an end
  const isEmpty = !card.rows.some((row) => !chart.measures.length || chart.measures.some((measure) => row[measure.name] !== null));
  card.empty.hidden = !isEmpty;
  card.box.hidden = isEmpty;
  if (isEmpty) return;
  if (chart.type === "table" || card.asTable) {
    closeView(card);
    drawTable(page, chart, card.rows, card.box, pickOf(card), card.chart.drill?.from);
    return;
  }
  await drawVega(card, chart);
}

function drawCrumbs(card, drilled) {
  const hint = card.chart.drill && drilled === undefined ? card.chart.drill.hint : null;
  card.crumbs.hidden = drilled === undefined && !hint;
  card.crumbs.replaceChildren(...(drilled === undefined ? [hint || ""] : [
    element("button", {type: "button", onclick: () => leaveLevel(card)}, "‹ All"), " " + drilledText(card, drilled),
  ]));
}

function drilledText(card, drilled) {
  return cellText(page, card.chart, card.chart.drill.from, drilled);
}

function leaveLevel(card) {
  const drills = {...state.drills};
  delete drills[card.model];
  return go({drills});
}

function closeView(card) {
  card.view?.finalize();
  card.view = null;
}

async function drawVega(card, chart) {
  const look = JSON.stringify([chart.key, isDark()]);
  if (card.view && card.look === look) {
    await card.view.data("shown", card.rows.map((row) => ({...row}))).resize().runAsync();
    return;
  }
  closeView(card);
  const spec = inTones(chart.vega);
  const data = spec.data.map((one) => (one.name === "shown" ? {...one, values: card.rows.map((row) => ({...row}))} : one));
  const {view} = await vegaEmbed(card.box, {...spec, data}, {
    // expressions are interpreted, so that the page needs no right to evaluate code
    mode: "vega", ast: true, actions: false, renderer: "svg", formatLocale: page.locale, tooltip: {theme: isDark() ? "dark" : "light"},
  });
  card.view = view;
  card.look = look;
  const pick = pickOf(card);
  if (pick) {
    view.addEventListener("click", (_, item) => { if (item?.datum) pick(item.datum); });
    card.box.classList.add("clickable");
  }
}

// The drawing in the colours of the mode: "@muted" and the like are their names.
function inTones(spec) {
  const tones = page.tones[isDark() ? "dark" : "light"];
  return JSON.parse(JSON.stringify(spec).replace(/"@(\w+)"/g, (_, name) => JSON.stringify(tones[name])));
}

// What a click on a mark or a table's row does; null where it does nothing.
function pickOf(card) {
  const drill = card.chart.drill;
  if (!drill || card.model in state.drills) return null;
  return (row) => {
    const value = row[drill.from];
    if (value === null || value === undefined) return null;
    if (drill.level) return go({drills: {...state.drills, [card.model]: value}});
    const changes = {[drill.filter]: value};
    if (drill.customers) return showCustomers(changes);
    return go(drill.tab ? {...changes, tab: drill.tab} : changes);
  };
}

async function showCustomers(changes) {
  const list = page.customers && page.charts[page.customers];
  if (list) {
    await go({...changes, tab: list.tab});
    document.getElementById(page.customers).scrollIntoView({behavior: "smooth"});
    return;
  }
  await go(changes);
  const chosen = {segment: state.segment, channel: state.channel};
  const columns = {segment: "rfm_segment", channel: "acquisition_channel"};
  const quoted = (value) => "'" + value.replaceAll("'", "'\\''") + "'";
  const where = Object.entries(chosen).filter(([, value]) => value).map(([name, value]) => `--where ${quoted(columns[name] + "=" + value)}`);
  document.getElementById("command").textContent = ["customer-analytics export customer_360", ...where, "--out customers.xlsx"].join(" ");
  document.getElementById("customers").showModal();
}

function buildFrame() {
  const tabs = document.getElementById("tabs");
  const main = document.getElementById("main");
  for (const tab of page.tabs) {
    tabs.append(element("button", {role: "tab", type: "button", id: "tab-" + tab.name, "data-tab": tab.name, "aria-controls": "panel-" + tab.name, onclick: () => go({tab: tab.name})}, tab.title));
    main.append(element("div", {role: "tabpanel", id: "panel-" + tab.name, "data-tab": tab.name, "aria-labelledby": "tab-" + tab.name, class: "panel away"},
      element("p", {class: "question"}, tab.question)));
  }
  tabs.addEventListener("keydown", (event) => moveAlong(event, page.tabs.map((tab) => tab.name)));
  for (const select of document.querySelectorAll("#filters select")) {
    select.append(...page.choices[select.name].map((choice) => element("option", {value: choice.value}, choice.label)));
    select.addEventListener("change", () => go({[select.name]: select.value}));
  }
  document.getElementById("clear").addEventListener("click", () => go({...presetFilters(page), drills: {}}));
  document.getElementById("mode").addEventListener("click", () => { setMode(isDark() ? "light" : "dark"); show(); });
  document.getElementById("close").addEventListener("click", () => document.getElementById("customers").close());
  showAge();
}

function moveAlong(event, names) {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (!step) return;
  event.preventDefault();
  const next = names[(names.indexOf(state.tab) + step + names.length) % names.length];
  go({tab: next});
  document.getElementById("tab-" + next).focus();
}

// The page can't know what was built since, but it can tell how old its data is.
function showAge() {
  const age = document.getElementById("age");
  if (!page.asOf) {
    age.textContent = "No data yet";
    return;
  }
  const days = Math.floor((Date.now() - Date.parse(page.asOf)) / 86400000);
  const isStale = days > page.staleAfterDays;
  age.textContent = "Data as of " + page.asOf + (isStale ? ` — ${days} days old` : "");
  age.classList.toggle("stale", isStale);
}

// Ninety charts would follow the window's edge: those of other tabs are rather drawn anew.
function forgetHidden() {
  for (const card of cards.values()) {
    if (card.chart.tab !== state.tab) {
      closeView(card);
      card.drawn = null;
    }
  }
}

async function start() {
  setMode(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  page = prepare(await decode());
  state = readState(page);
  buildFrame();
  addEventListener("popstate", () => { state = readState(page); show(); });
  addEventListener("hashchange", () => { state = readState(page); show(); });
  addEventListener("resize", forgetHidden);
  await show();
}

start().catch((error) => {
  document.getElementById("age").textContent = "This page can't be shown: " + error.message;
  throw error;
});
