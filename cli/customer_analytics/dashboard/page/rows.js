"use strict";
// What a chart shows: the rows that the filters leave, added up by what it is drawn by, in its order.
// The same as charts/queries.py asks the database; a test compares the two.

const FILTER_COLUMNS = {period: "period_month", segment: "segment", channel: "channel"};

function cellOf(column, row) {
  return column.values ? (column.index[row] < 0 ? null : column.values[column.index[row]]) : column.numbers[row];
}

function filterTests(chart, values) {
  const tests = [];
  for (const name of chart.filters) {
    const column = chart.data.columns[FILTER_COLUMNS[name]];
    if (name === "period") {
      const {first, last} = values.period;
      if (first) tests.push(whichValues(column, (month) => month !== null && month >= first && month <= last));
    } else if (values[name]) {
      tests.push(whichValues(column, (value) => value === values[name]));
    }
  }
  if (chart.groupBy.includes("period_month")) {
    tests.push(whichValues(chart.data.columns.period_month, (month) => month !== null));
  }
  for (const [name, value] of Object.entries(values.where || {})) {
    tests.push(whichValues(chart.data.columns[name], (other) => other === value));
  }
  return tests;
}

// The test is made once for each value, not once for each row.
function whichValues(column, test) {
  const passes = column.values.map(test);
  const nullPasses = test(null);
  return (row) => (column.index[row] < 0 ? nullPasses : passes[column.index[row]]);
}

function lastMonth(chart, values) {
  const months = chart.data.columns.period_month.values.filter((month) => !values.period.last || month <= values.period.last);
  return months.reduce((latest, month) => (month > latest ? month : latest), "");
}

function accumulators(chart, values) {
  const byMonth = chart.groupBy.includes("period_month");
  return chart.measures.map((measure) => {
    const numbers = chart.data.columns[measure.sum || measure.last].numbers;
    const divisors = measure.per ? chart.data.columns[measure.per].numbers : null;
    const month = measure.last && !byMonth ? lastMonth(chart, values) : null;
    const months = chart.data.columns.period_month;
    return {measure, numbers, divisors, counts: (row) => month === null || cellOf(months, row) === month};
  });
}

function addUp(accumulator, sums, row) {
  if (!accumulator.counts(row)) return;
  const number = accumulator.numbers[row];
  if (number !== null) sums.total = (sums.total ?? 0) + number;
  const divisor = accumulator.divisors ? accumulator.divisors[row] : null;
  if (divisor !== null) sums.divisor = (sums.divisor ?? 0) + divisor;
}

function valueOf(measure, sums) {
  if (sums.total === null) return null;
  if (!measure.per) return withoutNoise(sums.total * measure.scale);
  return sums.divisor ? withoutNoise((sums.total / sums.divisor) * measure.scale) : null;
}

// Sums of cents in binary leave a trace in the fifteenth digit.
function withoutNoise(number) {
  return Number(number.toPrecision(13));
}

function shownRows(chart, values) {
  const tests = filterTests(chart, values);
  const totals = accumulators(chart, values);
  const groups = chart.groupBy.map((name) => chart.data.columns[name]);
  const sortColumn = chart.sort && !chart.names.includes(chart.sort.name) ? chart.data.columns[chart.sort.name] : null;
  const found = new Map();
  for (let row = 0; row < chart.data.rows; row += 1) {
    if (!tests.every((test) => test(row))) continue;
    const key = groups.map((column) => (column.values ? column.index[row] : column.numbers[row])).join("|");
    let group = found.get(key);
    if (!group) {
      group = {row, sort: null, sums: totals.map(() => ({total: null, divisor: null}))};
      found.set(key, group);
    }
    totals.forEach((accumulator, index) => addUp(accumulator, group.sums[index], row));
    if (sortColumn) {
      const cell = cellOf(sortColumn, row);
      if (cell !== null && (group.sort === null || cell < group.sort)) group.sort = cell;
    }
  }
  if (!groups.length && !found.size) found.set("", {sums: totals.map(() => ({total: null, divisor: null}))});
  const rows = [...found.values()].map((group) => namedRow(chart, groups, group));
  return sorted(chart, rows).slice(0, chart.limit ?? rows.length);
}

function namedRow(chart, groups, group) {
  const row = {};
  chart.groupBy.forEach((name, index) => { row[name] = cellOf(groups[index], group.row); });
  chart.measures.forEach((measure, index) => { row[measure.name] = valueOf(measure, group.sums[index]); });
  if (chart.sort && !(chart.sort.name in row)) Object.defineProperty(row, "sortedBy", {value: group.sort});
  return row;
}

function sorted(chart, rows) {
  const sort = chart.sort;
  return rows.sort((a, b) => {
    if (sort) {
      const order = compare(sort.name in a ? a[sort.name] : a.sortedBy, sort.name in b ? b[sort.name] : b.sortedBy, sort.down);
      if (order) return order;
    }
    for (const name of chart.groupBy) {
      const order = compare(a[name], b[name], false);
      if (order) return order;
    }
    return 0;
  });
}

// What has no value comes last, whichever way the others go.
function compare(a, b, isDown) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return (a < b ? -1 : 1) * (isDown ? -1 : 1);
}
