/** 2xxx: steps of schedules. */
import { scheduleCore } from "./schedule-core.js";
import { scheduleForms } from "./schedule-forms.js";
import { scheduleLoops } from "./schedule-loops.js";
import { scheduleMemories } from "./schedule-memories.js";
import { scheduleStages } from "./schedule-stages.js";

export const schedule = { ...scheduleCore, ...scheduleLoops, ...scheduleMemories, ...scheduleStages, ...scheduleForms };
