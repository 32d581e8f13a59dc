import { expect, test } from 'vitest'
import { readSmtpFailure } from './smtp-failure.ts'

function anAnswer(response: string, command = 'RCPT TO'): Error {
  return Object.assign(new Error(`Can't send mail: ${response}`), {
    command,
    response,
    responseCode: Number(response.slice(0, 3)),
  })
}

test.each([
  ['450 4.2.1 busy', false, false],
  ['451 4.7.1 greylisted, come back', false, false],
  ['452 4.2.2 mailbox full', false, false],
  ['550 5.1.1 no such user', true, true],
  ['550-5.1.1 no such user', true, true],
  ['550 5.1.10 no mail for this domain', true, true],
  ['550 5.2.1 mailbox closed', true, true],
  ['550 No such user here', true, true],
  ['551 user not local', true, true],
  ['553 mailbox name not allowed', true, true],
  // Refused, but not because nobody is there.
  ['550 5.7.1 relaying denied', true, false],
  ['550 5.1.8 sender domain not found', true, false],
  ['552 5.2.2 mailbox full', true, false],
  ['554 transaction failed', true, false],
])('%s to a recipient: permanent %s, the address is gone %s', (response, isPermanent, isAddressGone) => {
  expect(readSmtpFailure(anAnswer(response))).toMatchObject({ isPermanent, isAddressGone })
})

test('words refused for good are this mail’s failure, not the address’s', () => {
  expect(readSmtpFailure(anAnswer('554 5.6.0 no', 'DATA'))).toMatchObject({ isPermanent: true, isAddressGone: false })
})

test.each([
  ['AUTH PLAIN', '535 5.7.8 wrong password'],
  ['MAIL FROM', '530 5.7.0 log in first'],
  ['CONN', '554 no service'],
  ['EHLO', '500 what'],
])('after %s nothing is given up', (command, response) => {
  expect(readSmtpFailure(anAnswer(response, command))).toMatchObject({ isPermanent: false, isAddressGone: false })
})

test('what is no answer of a server is temporary', () => {
  expect(readSmtpFailure(new Error('connect ECONNREFUSED 127.0.0.1:25'))).toEqual({
    words: 'connect ECONNREFUSED 127.0.0.1:25',
    isPermanent: false,
    isAddressGone: false,
  })
  expect(readSmtpFailure('gone')).toMatchObject({ words: 'gone', isPermanent: false })
})

test('the words name no address', () => {
  expect(
    readSmtpFailure(anAnswer('550 5.1.1 <ines@mail.example>: user "Ines@mail.example" unknown (ines+x@mail.example)'))
      .words,
  ).toBe('Can\'t send mail: 550 5.1.1 <(address)>: user "(address)" unknown ((address))')
})
