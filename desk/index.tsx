import './trusted.ts'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { beginFirstList } from './api/first-list.ts'
import { App } from './app/app.tsx'
import './styles/mantine.css'
import './styles/desk.css'

const root = document.getElementById('desk')
if (root === null) throw new Error('The page has no place for the desk.')
const { nonce = '', paper = '', zone = 'UTC' } = root.dataset
beginFirstList()
// Of everything that writes styles: the policy of the page lets no others in.
setNonce(nonce)
createRoot(root).render(<App nonce={nonce} paper={paper} zone={zone} />)
