"""Questions that go to a broker and to no person, and what a resource group wrote, once for all."""
