import assert from 'node:assert/strict';
import { visibleText } from '../fixtures/console-page.ts';
import { consoleSuite } from '../fixtures/console-suite.ts';
import { putRevision } from '../fixtures/recorded-parameter-routes.ts';

const inConsole = consoleSuite();
const OPERATOR = { token: 'operator-token' };

inConsole(
  'from the overview to the endpoint: what answers, since when, by whom and why',
  OPERATOR,
  async ({ page }) => {
    await page.getByRole('link', { name: 'flight-delays', exact: true }).click();
    const heading = page.getByRole('heading', { level: 1, name: 'flight-delays' });
    await heading.waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'flight-delays');
    await page.getByText('Switched on since revision 3').waitFor();
    assert.match(await visibleText(page.locator('main')), /by operator, 1 hr\. ago: Feed is back/);
    const serving = await visibleText(page.getByRole('region', { name: 'What answers now: table' }));
    assert.match(
      serving,
      /v1\s+champion\s+50 %\s+2\/2 ready\s+flight-delays v1\s+flight-delays-1-1\s+v2\s+challenger\s+50 %\s+1\/2 ready/,
    );
  },
);

inConsole('edit, look, try, say why, apply', OPERATOR, async (world) => {
  const { page, server } = world;
  await page.goto(`${server.address}/#/endpoints/flight-delays`);
  await page.getByLabel('Threshold').first().fill('0.55');
  await page.getByRole('switch', { name: 'Switched on' }).click();
  await page.getByLabel('Message while switched off').fill('back at 14:00');
  const changes = page.getByRole('region', { name: 'What would change' });
  assert.match(
    await visibleText(changes),
    /Switched on undo\s+default of the gateway → off[\s\S]*none|back at 14:00[\s\S]*0\.4 → 0\.55/,
  );
  await changes.getByText('Every request will be answered with 503').waitFor();
  await changes.getByRole('button', { name: 'Undo the change: Switched on' }).click();
  await changes.getByRole('button', { name: 'Undo the change: Message while switched off' }).click();

  await changes.getByRole('button', { name: 'Try on logged traffic' }).click();
  await changes.getByText('Tried on 10,000 logged rows').waitFor();
  assert.match(
    await visibleText(changes),
    /412 decisions would have been others \(4\.1 %\)[\s\S]*late\s+2,210\s+1,835[\s\S]*too-far fires on 37 rows[\s\S]*prediction-71[\s\S]*attributes\.tier/,
  );
  await page.getByLabel('Threshold').first().fill('0.6');
  assert.equal(await changes.getByText('Tried on').count(), 0, 'a trial speaks of the change that it tried');

  await changes.getByRole('button', { name: 'Apply …' }).click();
  await changes.getByRole('button', { name: 'Put revision 4 in force' }).click();
  await changes.getByText('Say why, so that the next person understands it.').waitFor();
  await page.keyboard.type('Too many false alarms');
  await changes.getByRole('button', { name: 'Put revision 4 in force' }).click();
  await changes.getByText('Revision 4 is in force').waitFor();
  const sent = server.calls.findLast(({ call }) => call.startsWith('PATCH '));
  assert.deepEqual(sent, {
    call: 'PATCH /v1/endpoints/flight-delays/parameters',
    body: { values: { threshold: 0.6 }, unset: [], reason: 'Too many false alarms' },
  });
  const history = page.getByRole('region', { name: 'History of the parameters' });
  await history.getByText('Revision 4', { exact: true }).waitFor();
  assert.match(await visibleText(history), /Too many false alarms\s+Threshold\s+0\.4 → 0\.6/);
});

inConsole(
  'rules are added and moved by keyboard, and problems stand at their field',
  OPERATOR,
  async (world) => {
    const { page, server } = world;
    await page.goto(`${server.address}/#/endpoints/flight-delays`);
    await page.locator('summary', { hasText: 'Rules and conditions' }).press('Enter');
    const add = page.getByRole('button', { name: 'Add an input rule' });
    await add.press('Enter');
    await page.keyboard.type('too-far');
    await page.getByLabel('When (CEL)').fill('input.distanse > 5000');
    await page.getByLabel('What the client is told').fill('too far');
    await add.press('Enter');
    await page.keyboard.type('cap-hour');
    await page.getByLabel('When (CEL)').nth(1).fill('input.hour > 23');
    await page.getByLabel('Then').nth(1).selectOption('adjust');

    const changes = page.getByRole('region', { name: 'What would change' });
    await changes.getByRole('button', { name: 'Try on logged traffic' }).click();
    await changes.getByText('To be corrected: 1').waitFor();
    await changes.getByRole('button', { name: 'inputRules[1].action', exact: true }).press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SELECT');
    await page.getByRole('button', { name: 'Set a value' }).click();
    await page.getByLabel('What value 1 sets').fill('hour');
    await page.getByLabel('Expression 1').fill('input.hour % 24');

    await page.getByRole('button', { name: 'Move cap-hour up' }).press('Enter');
    assert.equal(await page.getByLabel('Name', { exact: true }).first().inputValue(), 'cap-hour');
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Move cap-hour down',
      'the focus stays with the rule that moved',
    );
    await changes.getByRole('button', { name: 'Try on logged traffic' }).click();
    await changes.getByRole('alert').getByText('RULE_INVALID').waitFor();
    const when = page.getByLabel('When (CEL)').nth(1);
    assert.equal(await when.getAttribute('aria-invalid'), 'true');
    await changes.getByRole('button', { name: 'inputRules[1].when' }).press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('input.distance > 5000');
    await changes.getByText('To be corrected').waitFor({ state: 'detached' });
    await changes.getByRole('button', { name: 'Apply …' }).click();
    await page.keyboard.type('Longer than we have data for');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await changes.getByText('Revision 4 is in force').waitFor();
    assert.deepEqual(world.stack.endpoints[0]?.parameters.values.inputRules, [
      {
        name: 'cap-hour',
        when: 'input.hour > 23',
        action: { do: 'adjust', set: { hour: 'input.hour % 24' } },
      },
      { name: 'too-far', when: 'input.distance > 5000', action: { do: 'reject', message: 'too far' } },
    ]);
  },
);

inConsole(
  'a change of somebody else is shown before anything is written over it',
  OPERATOR,
  async (world) => {
    const { page, server } = world;
    await page.goto(`${server.address}/#/endpoints/flight-delays`);
    await page.getByLabel('Threshold').first().fill('0.55');
    const changes = page.getByRole('region', { name: 'What would change' });
    await changes.getByRole('button', { name: 'Apply …' }).click();
    await page.keyboard.type('Too many false alarms');
    const patches = () => server.calls.filter(({ call }) => call.startsWith('PATCH ')).length;
    const written = patches();
    putRevision(
      world.stack,
      'flight-delays',
      { threshold: 0.45, timeoutMs: 900 },
      { by: 'mo', reason: 'Faster' },
    );
    await changes.getByRole('button', { name: 'Put revision' }).click();
    await changes.getByText('Revision 4 came into force while you were editing revision 3.').waitFor();
    assert.equal(patches(), written);
    await changes.getByText('By mo: Faster').waitFor();
    assert.match(await visibleText(changes), /1500 → 900[\s\S]*0\.45 → 0\.55/);
    await changes.getByRole('button', { name: 'Go on with revision 4' }).click();
    await changes.getByLabel('Why?').fill('Too many false alarms');
    await changes.getByRole('button', { name: 'Put revision 5 in force' }).click();
    await changes.getByText('Revision 5 is in force').waitFor();
    assert.deepEqual(world.stack.endpoints[0]?.parameters.values, { threshold: 0.55, timeoutMs: 900 });
  },
);
