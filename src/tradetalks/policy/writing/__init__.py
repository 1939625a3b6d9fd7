"""How callers write levers: each way is a function of the policy, with every mistake named."""
