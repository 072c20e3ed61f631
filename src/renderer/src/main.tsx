import '@fontsource-variable/inter/index.css';
import '@fontsource/jetbrains-mono/latin-400.css';
import './styles/index.css';
import { startPage } from './app/start.tsx';
import { createBridge } from './rpc/index.ts';

const element = document.getElementById('page');
if (element !== null) startPage(createBridge(), element);
