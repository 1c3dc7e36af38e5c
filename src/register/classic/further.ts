import type { Capabilities } from '../../fiscal/index.js';
import type { FurtherDialect } from '../dialect.js';
import { ClassicCounters } from './counters.js';
import { classicFn } from './fn.js';
import type { Ground } from './ground.js';
import { classicOwnPrints } from './own-prints.js';
import { classicPictures, classicService } from './service.js';
import { ClassicSettings } from './settings.js';

/** All that a till asks now and then, in a part of the package of its own. */
export function classicFurther(ground: Ground, capabilities: Capabilities): FurtherDialect {
  const { caller } = ground;
  return {
    fn: classicFn(caller),
    counters: new ClassicCounters(caller, capabilities),
    settings: new ClassicSettings(ground),
    pictures: classicPictures(ground),
    service: classicService(ground),
    prints: classicOwnPrints(ground),
  };
}
