"use strict";
// What the reader has chosen: the tab, the filters, the drilled levels; all of it is in the address.
// A period that nobody has chosen is the one with which each tab opens.

const FILTERS = ["period", "segment", "channel"];
const DRILL = "in.";

function readState(page) {
  const given = new URLSearchParams(location.hash.slice(1));
  const tab = page.tabs.find((one) => one.name === given.get("tab")) || page.tabs[0];
  const state = {...presetFilters(page), tab: tab.name, drills: {}};
  for (const name of FILTERS) {
    if (page.choices[name].some((choice) => choice.value === given.get(name))) state[name] = given.get(name);
  }
  for (const [name, value] of given) {
    if (name.startsWith(DRILL) && page.charts[name.slice(DRILL.length)]?.level) state.drills[name.slice(DRILL.length)] = value;
  }
  return state;
}

function presetFilters(page) {
  return {period: "", segment: page.presets.segment || "", channel: page.presets.channel || ""};
}

function addressOf(state) {
  const address = new URLSearchParams({tab: state.tab});
  for (const name of FILTERS) {
    if (name !== "period" || state.period) address.set(name, state[name]);
  }
  for (const [model, value] of Object.entries(state.drills)) address.set(DRILL + model, value);
  return "#" + address.toString();
}

function filterValues(page, state, tabName) {
  const tab = page.tabs.find((one) => one.name === tabName);
  const name = state.period || tab.period;
  const period = page.periods.find((one) => one.name === name) || page.periods[0];
  return {period, segment: state.segment, channel: state.channel};
}
