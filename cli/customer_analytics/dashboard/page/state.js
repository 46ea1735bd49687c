"use strict";
// What the reader has chosen: the tab, the filters, the drilled levels; all of it is in the address.

const DRILL = "in.";

function readState(page) {
  const given = new URLSearchParams(location.hash.slice(1));
  const tab = page.tabs.find((one) => one.name === given.get("tab")) || page.tabs[0];
  const state = {tab: tab.name, drills: {}};
  for (const name of ["period", "segment", "channel"]) {
    const value = given.has(name) ? given.get(name) : page.presets[name] || "";
    state[name] = page.choices[name].some((choice) => choice.value === value) ? value : page.choices[name][0].value;
  }
  for (const [name, value] of given) {
    if (name.startsWith(DRILL) && page.charts[name.slice(DRILL.length)]?.level) state.drills[name.slice(DRILL.length)] = value;
  }
  return state;
}

function addressOf(state) {
  const address = new URLSearchParams();
  address.set("tab", state.tab);
  for (const name of ["period", "segment", "channel"]) address.set(name, state[name]);
  for (const [model, value] of Object.entries(state.drills)) address.set(DRILL + model, value);
  return "#" + address.toString();
}

function filterValues(page, state) {
  const period = page.periods.find((one) => one.name === state.period) || page.periods[0];
  return {period, segment: state.segment, channel: state.channel};
}
