// The quick-count page: one group of travellers after another, on the engine alone.
import "./styles/page.css";
import "./styles/count.css";

import { counting } from "./counting/page";
import { takeToken } from "./keeping/devices";
import { frame } from "./page/frame";

const taken = await takeToken(location.hash).catch(() => null);
if (taken) history.replaceState(null, "", location.pathname);
await frame("count.title", false, counting);
