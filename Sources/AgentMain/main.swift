import Agent

runAgent()
