import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// What is waited for comes when the machine has time for it: a part that is loaded lazily, an answer.
configure({ asyncUtilTimeout: 15_000 });
afterEach(cleanup);
