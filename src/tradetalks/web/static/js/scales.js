/* How far a lever can be moved: a slider's numbers, as people read them, and back to the lever.
   A scale has min, max, step, least (no number below it has a meaning), present (where on it the
   world stands, null where nobody knows), unit, of(lever), set(lever, number) and, where the world
   has one, today: a sentence on the present value. */

const clean = (number) => Number(number.toPrecision(12));
const without = (lever, ...keys) =>
  Object.fromEntries(Object.entries(lever).filter(([key]) => !keys.includes(key)));
const digits = (value, most) =>
  value.toLocaleString("en", { maximumFractionDigits: most });

/* Points on top of a rate; below it, the part of it that stays, so that no rate turns negative. */
const points = (present) => {
  const known = present !== null && present > 0;
  return {
    min: known ? -Math.ceil(2 * present) / 2 : 0,
    least: known ? -Math.ceil(2 * present) / 2 : -99,
    max: 100,
    step: 0.5,
    present: 0,
    unit: "points",
    today: present === null ? null : `today ${digits(present, 1)} % on average`,
    of: ({ add, factor, rate }) =>
      clean(
        add !== undefined ? 100 * add
          : factor !== undefined ? (present ?? 0) * (factor - 1)
            : rate !== undefined ? 100 * rate - (present ?? 0)
              : 0,
      ),
    set: (lever, value) => {
      const bare = without(lever, "add", "factor", "rate");
      if (value >= 0 || !known) return { ...bare, add: clean(value / 100) };
      return { ...bare, factor: clean(Math.max(0, 1 + value / present)) };
    },
  };
};

/* One new rate for all goods. */
const rates = (present) => ({
  min: 0, max: 100, least: 0, step: 0.5, present, unit: "%",
  today: present === null ? null : `today ${digits(present, 1)} % on average`,
  of: ({ rate }) => clean(100 * rate),
  set: (lever, value) => ({ ...lever, rate: clean(value / 100) }),
});

const costs = {
  min: -50, max: 300, least: -99, step: 1, present: 0, unit: "% dearer",
  of: ({ factor }) => clean(100 * ((factor ?? 1) - 1)),
  set: (lever, value) => ({ ...lever, factor: clean(1 + value / 100) }),
};

const money = (key, present) => ({
  min: 0, max: 50, least: key === "amount" ? -Infinity : 0, step: 0.5, unit: "USD bn",
  present: key !== "at_least" ? 0 : present === null ? null : present / 1e3,
  today: present === null ? null : `today ${digits(present / 1e3, 1)} in all`,
  of: (lever) => clean((lever[key] ?? 0) / 1e3),
  set: (lever, value) => ({ ...lever, [key]: clean(1e3 * value) }),
});

const people = (present) => ({
  min: -500, max: 500, least: -Infinity, step: 1, present: 0, unit: "thousand",
  today: present ? `today ${digits(present / 1e3, 0)} thousand live there` : null,
  of: ({ movers }) => clean((movers ?? 0) / 1e3),
  set: (lever, value) => ({ ...lever, movers: clean(1e3 * value) }),
});

const inside = {
  min: 0, max: 100, least: 0, step: 1, present: 100, unit: "% of tariffs stay",
  of: (lever) => (lever.inside === "free" || lever.inside === undefined ? 0 : 100 * lever.inside),
  set: (lever, value) => ({ ...lever, inside: clean(value / 100) }),
};

const isRange = (lever) => Object.values(lever).some((v) => Array.isArray(v) && typeof v[0] === "number");

/* The scale of a lever, or null where it is on or off. present: the number it starts from. */
const plainScale = (lever, present) => {
  if (lever.schedule !== undefined || isRange(lever)) return null;
  switch (lever.kind) {
    case "tariff": return lever.rate !== undefined ? rates(present) : points(present);
    case "export_tax": return lever.rate !== undefined ? rates(null) : points(null);
    case "secondary_tariff": return points(null);
    case "trade_cost": return costs;
    case "sanction": return lever.measure === "trade_cost" ? { ...costs, min: 0 } : null;
    case "purchase": return lever.at_least !== undefined ? money("at_least", present) : money("add", present);
    case "transfer": return money("amount", null);
    case "migration": return people(present);
    case "bloc": return inside;
    default: return null;
  }
};

/* The same, with room for where the lever already stands. */
export const scaleOf = (lever, present = null) => {
  const scale = plainScale(lever, present);
  if (scale === null) return null;
  const at = scale.of(lever);
  const step = scale.step;
  return {
    ...scale,
    min: Math.min(scale.min, Math.floor(at / step) * step),
    max: Math.max(scale.max, Math.ceil(at / step) * step),
  };
};

/* How a lever that changes nothing stands. */
const STILL = { add: 0, factor: 1, movers: 0, amount: 0, at_least: 0, inside: 1 };
export const isStill = (lever) =>
  Object.entries(STILL).some(([key, value]) => lever[key] === value);

/* "25 points, ", to stand before a lever's title, where it is not cut off; nothing where the lever
   is on or off. */
export const sizeOf = (lever) => {
  const scale = plainScale(lever, lever.factor === undefined ? null : 100);
  if (scale === null) return "";
  const value = scale.of(lever);
  const unit = lever.kind === "tariff" && lever.factor !== undefined ? "% of the tariff" : scale.unit;
  return `${value > 0 && scale.min < 0 ? "+" : ""}${value} ${unit}, `;
};
