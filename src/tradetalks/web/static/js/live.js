/* Settings out, answers in: one request under way, the newest settings next, old answers dropped.
   Once the settings rest, the figures that take longer are asked for as well. */
import { ServerError, ask, client } from "./api.js";

const AGAIN = 2000; // ms between two tries to reach a server that is gone
const HEADLINE = ["scenarios", "countries", "bilateral"];
/* What is asked for at once, and after so many ms without a movement: what is looked at; every
   table; how sure that is, and where it comes from. */
const STAGES = [
  { rests: 0, ask: (seen) => ({ bands: false, tables: [...new Set([...HEADLINE, ...seen])] }) },
  {
    rests: 300,
    ask: (seen) => ({
      bands: false,
      tables: [...new Set([...HEADLINE, "sectors", "flows", "factors", ...seen])],
    }),
  },
  { rests: 900, ask: () => ({ bands: true, tables: ["scenarios", "welfare"] }) },
];

/* seen(): tables that are looked at; answered(answer, seq, stage), refused(error, stage), gone(), back():
   what happens. */
export const live = ({ seen, answered, refused, gone, back }) => {
  let settings = null; // {state, country}
  let asked = 0; // how often the settings have changed
  let sent = 0; // which of them has been asked for last
  let underWay = null; // {stop, stage}: the request the server is at
  let rests;
  let lost = false;

  const post = (seq, stage, signal) =>
    ask("api/solve", { ...settings, ...STAGES[stage].ask(seen()), client, seq }, { signal });
  const wait = () => {
    lost = true;
    gone();
    const again = async () => {
      try {
        await ask("api/status");
      } catch (error) {
        if (error.code === "gone") return setTimeout(again, AGAIN);
      }
      lost = false;
      back();
      sent = -1;
      pump();
    };
    setTimeout(again, AGAIN);
  };
  const run = async (seq, stage) => {
    const stop = new AbortController();
    underWay = { stop, stage };
    try {
      const answer = await post(seq, stage, stop.signal);
      underWay = null;
      pump(); // the server works on the next while this one is drawn
      if (seq === asked || stage === 0) await answered(answer, seq, stage);
      if (seq === asked && answer.converged) rest(stage + 1);
    } catch (error) {
      underWay = null;
      if (error.name === "AbortError") return pump();
      if (!(error instanceof ServerError)) throw error;
      if (error.code === "gone") return wait();
      if (error.code === "busy") setTimeout(() => { sent = -1; pump(); }, 1000);
      else if (error.code !== "superseded" && seq === asked) refused(error, stage);
      pump();
    }
  };
  const pump = () => {
    if (lost || settings === null || sent === asked) return;
    if (underWay?.stage) return underWay.stop.abort();
    if (underWay) return;
    sent = asked;
    run(asked, 0);
  };
  const rest = (stage) => {
    clearTimeout(rests);
    if (stage === STAGES.length) return;
    const seq = asked;
    rests = setTimeout(() => {
      if (seq === asked && !underWay && !lost) run(seq, stage);
    }, STAGES[stage].rests - STAGES[stage - 1].rests);
  };
  return (state, country) => {
    settings = { state, country };
    asked += 1;
    clearTimeout(rests);
    pump();
  };
};
