// The page's script calls Page: there is nothing to do at the start.
return;
