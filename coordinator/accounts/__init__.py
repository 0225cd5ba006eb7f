"""Who may sign in: organisers, hosts and the operator."""
