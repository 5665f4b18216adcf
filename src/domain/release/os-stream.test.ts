import fc from 'fast-check';
import { parseOsImage, parseOsVersion, parseStreamClass, streamOfVersion } from './os-stream';

test.each([
  ['Red Hat Enterprise Linux CoreOS 411.86.202211232221-0 (Ootpa)', 'rhel-8', '411.86.202211232221-0'],
  ['Red Hat Enterprise Linux CoreOS 49.84.202109102026-0 (Ootpa)', 'rhel-8', '49.84.202109102026-0'],
  ['Red Hat Enterprise Linux CoreOS 413.92.202305231734-0 (Plow)', 'rhel-9', '413.92.202305231734-0'],
  ['Red Hat Enterprise Linux CoreOS 416.94.202409040013-0 (Plow)', 'rhel-9', '416.94.202409040013-0'],
  ['Red Hat Enterprise Linux CoreOS 418.94.202505062142-0', 'rhel-9', '418.94.202505062142-0'],
  ['Red Hat Enterprise Linux CoreOS 9.6.20260128-1 (Plow)', 'rhel-9', '9.6.20260128-1'],
  ['Red Hat Enterprise Linux CoreOS 9.6.20260128-10 (Plow)', 'rhel-9', '9.6.20260128-10'],
  ['Red Hat Enterprise Linux CoreOS 10.2.20260328-0 (Coughlan)', 'rhel-10', '10.2.20260328-0'],
  ['Red Hat Enterprise Linux CoreOS 9.6', 'rhel-9', undefined],
  ['CentOS Stream CoreOS 412.9.202211241749-0', 'centos-9', '412.9.202211241749-0'],
  ['CentOS Stream CoreOS 10.0.20251023-0 (Coughlan)', 'centos-10', '10.0.20251023-0'],
  ['Fedora CoreOS 37.20230303.3.0', 'fedora-37', '37.20230303.3.0'],
  ['Fedora CoreOS 41.20250117.3.0', 'fedora-41', '41.20250117.3.0'],
  ['Fedora CoreOS 412.37.202303032330-0', 'fedora-37', '412.37.202303032330-0'],
  ['Red Hat Enterprise Linux CoreOS', undefined, undefined],
  ['Debian GNU/Linux 12 (bookworm)', undefined, undefined],
  ['', undefined, undefined],
])('%j', (osImage, stream, osVersion) => {
  const os = parseOsImage(osImage);
  expect([os.stream, os.osVersion, os.packageMode]).toEqual([stream, osVersion, false]);
});

test('a RHEL of packages is no node image', () => {
  expect(parseOsImage('Red Hat Enterprise Linux 8.6 (Ootpa)')).toEqual({ packageMode: true });
});

test.each(['', 'x', '999', '4.19', 'latest', '413.92.202305231734-0;'])('%j is no version of a node image', (text) => {
  expect(parseOsVersion(text)).toBeUndefined();
});

test('a stream class is a stream name or nothing', () => {
  expect([
    parseStreamClass('rhel-9'),
    parseStreamClass('centos-10'),
    parseStreamClass('rhel 9'),
    parseStreamClass(9),
  ]).toEqual(['rhel-9', 'centos-10', undefined, undefined]);
});

test('any text: no exception, short names', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      parseOsImage(text);
      const stream = streamOfVersion('rhel', text) ?? parseOsImage(`Red Hat Enterprise Linux CoreOS ${text}`).stream;
      expect(stream ?? 'rhel-0').toMatch(/^rhel-\d{1,3}$/);
    }),
  );
});
