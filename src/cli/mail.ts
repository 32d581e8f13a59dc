import { Command } from 'commander'
import { findingsOf, type Finding } from '../deliveries/deliverability.ts'
import { mailFacts } from '../deliveries/mail-facts.ts'
import { print } from './output.ts'
import { withHouse } from './with-house.ts'

const marks: Record<Finding['verdict'], string> = { ok: 'ok   ', wrong: 'WRONG', unknown: '?    ' }

export function mailCommand(): Command {
  const mail = new Command('mail').description('mail to subscribers: check whether providers will accept it')
  mail
    .command('check')
    .description(
      'check SPF, DKIM, DMARC, the mail server’s names and TLS, and what mails carry; exits 1 if something is wrong',
    )
    .option('--json', 'as JSON')
    .action((_options: object, command: Command) =>
      withHouse({}, async (house) => {
        const findings = findingsOf(await mailFacts(house))
        const lines = findings.map(({ rule, verdict, words }) => `${marks[verdict]}  ${rule}: ${words}`)
        print(command, findings, lines)
        if (findings.some(({ verdict }) => verdict === 'wrong')) process.exitCode = 1
      }),
    )
  return mail
}
