import { mount } from 'svelte';
import AppView from './App.svelte';
import './theme.css';
import './base.css';

const target = document.getElementById('app');
if (!target) throw new Error('The page has no place for the app.');
mount(AppView, { target });
