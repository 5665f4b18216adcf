import { CHECK_STEPS } from './check-steps';
import { finish } from './finish';

finish(CHECK_STEPS);
