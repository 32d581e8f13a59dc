/** What child processes are given of the environment: where the machine keeps things, and nothing of Crier's. */
const machineNames = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'FONTCONFIG_PATH',
  'FONTCONFIG_FILE',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
]

export function machineEnvOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(machineNames.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}
