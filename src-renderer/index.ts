import { mount } from 'svelte';
import AppView from './app/App.svelte';
import './ui/theme.css';
import './ui/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no place for the app.');
mount(AppView, { target });
