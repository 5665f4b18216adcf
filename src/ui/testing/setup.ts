import { TextDecoder, TextEncoder } from 'node:util';
import { configure } from '@testing-library/react';

// jsdom lacks both, and the router asks for them when it is loaded.
Object.assign(globalThis, { TextDecoder, TextEncoder });

configure({ testIdAttribute: 'data-test' });
